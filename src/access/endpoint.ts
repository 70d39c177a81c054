import type { IncomingMessage, ServerResponse } from "node:http";
import { Invalid } from "../errors.ts";
import { log } from "../log.ts";
import type { Access } from "../signing/token.ts";
import { addressOf, type Trusts } from "./address.ts";
import { sendJson, sendRefusal } from "./answers.ts";
import { readBody } from "./body.ts";
import { type Issued, issueToken } from "./issue.ts";
import { readForm, readProof, readQuery, type TokenRequest } from "./request.ts";

/** Whether a request is for `/v2/token`, however its path is written. */
export function asksForToken({ url = "" }: IncomingMessage): boolean {
  return /^\/v2\/token\/?(\?|$)/i.test(url);
}

/**
 * `/v2/token` without Express, which would cost more than all else a token needs (docs/decisions/007-token-endpoint.md):
 * parse, authenticate, grant, sign.
 */
export async function answerToken(
  req: IncomingMessage,
  res: ServerResponse,
  trusts: Trusts,
): Promise<void> {
  const started = performance.now();
  const address = addressOf(req, trusts);
  let noted = {};
  try {
    noted = await respond(req, res, address);
  } catch (error) {
    if (!res.destroyed && sendRefusal(res, error) === 500)
      log.error({ err: error }, "unexpected error");
  }
  const ms = Math.round(performance.now() - started);
  const status = res.destroyed ? 499 : res.statusCode; // 499: the client went away
  log.info({ method: req.method, path: "/v2/token", status, ms, address, ...noted }, "request");
}

async function respond(req: IncomingMessage, res: ServerResponse, address: string) {
  if (req.method === "OPTIONS") return allow(res, 200);
  if (req.method === "POST") return fromForm(req, res, address);
  if (req.method !== "GET" && req.method !== "HEAD") return allow(res, 405);

  const request = readQuery(req.url ?? "");
  const issued = await issueToken(request, readProof(req), address);
  sendJson(res, 200, answer(issued));
  return note(request, issued);
}

async function fromForm(req: IncomingMessage, res: ServerResponse, address: string) {
  const { request, proof } = readForm(await readBody(req));
  if (!proof) throw new Invalid({ grant_type: incomplete });
  const issued = await issueToken(request, proof, address);
  sendJson(res, 200, { ...answer(issued), scope: issued.access.map(inWords).join(" ") });
  return note(request, issued);
}

const incomplete =
  "Send application/x-www-form-urlencoded with grant_type=password, username and password, " +
  "or with grant_type=refresh_token, refresh_token and client_id.";

function allow(res: ServerResponse, status: 200 | 405): object {
  res.setHeader("Allow", "GET, HEAD, POST");
  const message = "Ask for a token by GET, or by POST with the OAuth2 form.";
  sendJson(res, status, status === 200 ? {} : { errors: [{ code: "UNSUPPORTED", message }] });
  return {};
}

/** Equal tokens under both names: some clients read one, some the other. No issued_at: it is held against their clock. */
function answer({ token, expiresIn, refreshToken }: Issued) {
  const body = { token, access_token: token, expires_in: expiresIn };
  return refreshToken ? { ...body, refresh_token: refreshToken } : body;
}

/** What the log is told beside the usual: never a secret, nor the token. */
function note({ clientId, scopes }: TokenRequest, { actor, access }: Issued): object {
  const client = clientId.slice(0, 255) || undefined;
  return { user: actor?.username, client, asked: scopes?.length ?? 0, granted: access.length };
}

function inWords({ type, name, actions }: Access): string {
  return `${type}:${name}:${actions.join(",")}`;
}
