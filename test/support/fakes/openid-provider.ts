import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import Provider, { type Configuration, type InteractionResults } from "oidc-provider";
import { browser } from "../app.ts";

// A real OpenID provider on this machine. It asks for no password: everybody who comes is the account in `current`.

export interface Account {
  sub: string;
  preferred_username?: string;
  name?: string;
  email?: string;
  email_verified?: boolean;
  groups?: unknown;
}

export interface OpenidProvider {
  issuer: string;
  /** Who signs in at the next interaction. */
  current: Account;
  accounts: Map<string, Account>;
  /** While set, every request is answered so. */
  outage: number | null;
  /** Whether people press a button to sign in, as in a real browser. */
  asks: boolean;
}

interface Options {
  app: { url: string };
  slug: string;
  /** Whether claims are only in userinfo, as the specification presets. */
  userinfoOnly?: boolean;
}

export const client = { id: "portus", secret: "the secret of portus at the provider" };

export async function openidProvider(options: Options): Promise<OpenidProvider> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const mara: Account = { sub: "mara-1", preferred_username: "mara" };
  const state: OpenidProvider = {
    issuer,
    current: mara,
    accounts: new Map([[mara.sub, mara]]),
    outage: null,
    asks: false,
  };
  const provider = new Provider(issuer, configurationOf(state, options));
  provider.on("server_error", (_ctx, error) => console.error(error));
  const answer = provider.callback();
  server.on("request", (req, res) => {
    if (state.outage !== null) return res.writeHead(state.outage).end("down");
    if (req.url?.startsWith("/interaction/")) return void interact(provider, state, { req, res });
    return void answer(req, res);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return state;
}

function configurationOf(
  state: OpenidProvider,
  { app, slug, userinfoOnly = false }: Options,
): Configuration {
  const base = `${app.url}/sign-in/oidc/${slug}`;
  return {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [`${base}/callback`],
        post_logout_redirect_uris: [`${app.url}/sign-in`],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        backchannel_logout_uri: `${base}/logout`,
        backchannel_logout_session_required: true,
      },
    ],
    scopes: ["openid", "profile", "email", "groups", "offline_access"],
    claims: {
      openid: ["sub"],
      profile: ["name", "preferred_username"],
      email: ["email", "email_verified"],
      groups: ["groups"],
    },
    conformIdTokenClaims: userinfoOnly,
    cookies: { keys: ["of the tests"] },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: async (_ctx, _client, code) => code.scopes.has("offline_access"),
    rotateRefreshToken: true,
    pkce: { required: () => true },
    fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as RequestInit), // its own refuses this machine
    findAccount: async (_ctx, id) => {
      const account = state.accounts.get(id);
      return account && { accountId: id, claims: async () => ({ ...account }) };
    },
  };
}

interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
}

/** Signs the current account in and consents to everything. */
async function interact(provider: Provider, state: OpenidProvider, { req, res }: Exchange) {
  const { prompt, params, session } = await provider.interactionDetails(req, res);
  if (state.asks && req.method === "GET" && prompt.name === "login")
    return askToSignIn(res, state.current);
  const { sub } = state.current;
  state.accounts.set(sub, state.current);
  const result: InteractionResults =
    prompt.name === "login"
      ? { login: { accountId: sub } }
      : { consent: { grantId: await grantFor(provider, session?.accountId ?? sub, params) } };
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: true });
}

async function grantFor(provider: Provider, accountId: string, params: Record<string, unknown>) {
  const grant = new provider.Grant({ accountId, clientId: client.id });
  grant.addOIDCScope(String(params.scope));
  return grant.save();
}

function askToSignIn(res: ServerResponse, { preferred_username: name }: Account): void {
  res.writeHead(200, { "content-type": "text/html" });
  res.end(`<!doctype html><html lang="en"><title>Provider</title><form method="post">
    <button>Continue as ${name}</button></form></html>`);
}

/** Follows the redirects at a provider, as a browser does. Returns the path that leads back to Portus. */
export async function visit(
  app: { url: string },
  address: string,
  jar = browser({ url: "" }),
): Promise<string> {
  let next = address;
  for (let turn = 0; turn < 10; turn += 1) {
    if (next.startsWith(app.url)) return next.slice(app.url.length);
    const here = next;
    const { location, status, text } = await jar.get(here);
    if (!location) throw new Error(`the provider answered ${status}: ${text.slice(0, 500)}`);
    next = new URL(location, here).href;
  }
  throw new Error("the provider leads nowhere");
}
