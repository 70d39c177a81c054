import type { IncomingMessage, ServerResponse } from "node:http";
import { Invalid } from "../../platform/errors.ts";
import { log } from "../../platform/log.ts";
import type { Access } from "../../registry/signing/token.ts";
import { sendJson, sendRefusal } from "./answers.ts";
import {
  addressOf,
  type Proof,
  readBody,
  readForm,
  readProof,
  readQuery,
  type TokenRequest,
  type Trusts,
} from "./request.ts";
import { type Issued, issueToken } from "./token.ts";

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
  const noted: Noted = {};
  try {
    await respond(req, res, { address, noted });
  } catch (error) {
    noted.agent = req.headers["user-agent"]?.slice(0, 255); // many clients send no client_id
    if (!res.destroyed && sendRefusal(res, error) === 500)
      log.error({ err: error }, "unexpected error");
  }
  const ms = Math.round(performance.now() - started);
  const status = res.destroyed ? 499 : res.statusCode; // 499: the client went away
  log.info({ method: req.method, path: "/v2/token", status, ms, address, ...noted }, "request");
}

/** What the log line says beside the usual: never a secret, nor the token. */
interface Noted {
  client?: string | undefined;
  user?: string | undefined;
  asked?: number; // scopes
  granted?: number;
  agent?: string | undefined;
}

type From = { address: string; noted: Noted };

async function respond(req: IncomingMessage, res: ServerResponse, from: From): Promise<void> {
  if (req.method === "OPTIONS") return allow(res, 200);
  if (req.method === "POST") return fromForm(req, res, from);
  if (req.method !== "GET" && req.method !== "HEAD") return allow(res, 405);

  const request = readQuery(req.url ?? "");
  const issued = await issue(request, () => readProof(req), from);
  sendJson(res, 200, answer(issued));
}

async function fromForm(req: IncomingMessage, res: ServerResponse, from: From): Promise<void> {
  const { request, proof } = readForm(await readBody(req));
  const issued = await issue(request, () => proof ?? refuse(), from);
  sendJson(res, 200, { ...answer(issued), scope: issued.access.map(inWords).join(" ") });
}

function refuse(): never {
  throw new Invalid({ grant_type: incomplete });
}

/** Notes the client first, so that a refusal is logged with it. */
async function issue(request: TokenRequest, proof: () => Proof | null, { address, noted }: From) {
  noted.client = request.clientId.slice(0, 255) || undefined;
  noted.asked = request.scopes?.length ?? 0;
  const issued = await issueToken(request, proof(), address);
  noted.user = issued.actor?.username;
  noted.granted = issued.access.length;
  return issued;
}

const incomplete =
  "Send application/x-www-form-urlencoded with grant_type=password, username and password, " +
  "or with grant_type=refresh_token and refresh_token.";

function allow(res: ServerResponse, status: 200 | 405): void {
  res.setHeader("Allow", "GET, HEAD, POST");
  const message = "Ask for a token by GET, or by POST with the OAuth2 form.";
  sendJson(res, status, status === 200 ? {} : { errors: [{ code: "UNSUPPORTED", message }] });
}

/** Equal tokens under both names: some clients read one, some the other. No issued_at: it is held against their clock. */
function answer({ token, expiresIn, refreshToken }: Issued) {
  const body = { token, access_token: token, expires_in: expiresIn };
  return refreshToken ? { ...body, refresh_token: refreshToken } : body;
}

function inWords({ type, name, actions }: Access): string {
  return `${type}:${name}:${actions.join(",")}`;
}
