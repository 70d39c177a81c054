import * as oidc from "openid-client";
import { config } from "../../../platform/config/config.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { type Discovered, discover } from "./discovery.ts";
import type { PendingSignIn, Purpose } from "./pending.ts";
import type { OidcProvider } from "./provider.ts";

export interface Started {
  address: URL; // of the provider, to send the person to
  state: string;
  pending: PendingSignIn;
}

interface Start {
  purpose: Purpose;
  user: number | null;
  return: string;
}

/** Starts a sign-in: what the browser keeps, and where it goes. */
export async function startSignIn(provider: OidcProvider, start: Start): Promise<Started> {
  const discovered = await discover(provider);
  const state = oidc.randomState();
  const nonce = oidc.randomNonce();
  const verifier = oidc.randomPKCECodeVerifier();
  const address = oidc.buildAuthorizationUrl(discovered.configuration, {
    ...provider.settings.parameters,
    ...(start.purpose === "confirm" && again),
    redirect_uri: redirectUri(provider),
    scope: scopesOf(provider, discovered).join(" "),
    response_type: "code",
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  const at = new Date().toISOString();
  return { address, state, pending: { ...start, provider: provider.id, nonce, verifier, at } };
}

/** Asks the provider to let the person prove again who they are, even if they are signed in there. */
const again = { prompt: "login", max_age: "0" };

/** The address that the provider sends people back to. Never from the headers of a request. */
export const redirectUri = ({ slug }: Pick<OidcProvider, "slug">): string =>
  config.url + paths.providerCallback({ slug });

/** The scopes of the settings, or those that Portus uses if the provider offers them. */
export function scopesOf({ settings }: OidcProvider, { server }: Pick<Discovered, "server">) {
  if (settings.scopes.length > 0) return [...new Set(["openid", ...settings.scopes])];
  const offered = server.scopes_supported ?? [];
  const wanted =
    settings.groupsClaim.length > 0 ? ["groups", "offline_access"] : ["offline_access"];
  return ["openid", "profile", "email", ...wanted.filter((scope) => offered.includes(scope))];
}
