import { randomInt } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { config } from "../../platform/config/config.ts";
import { Invalid } from "../../platform/errors.ts";
import { logFailure } from "../../platform/http/errors.ts";
import { log } from "../../platform/log.ts";
import { paths } from "../../platform/paths/paths.ts";
import type { Access } from "../../registry/signing/token.ts";
import { allActions } from "../../tenancy/policy/policy.ts";
import { sendAsciiJson, sendJson, sendRefusal } from "../answers.ts";
import { findAudience } from "./audience.ts";
import { authenticateClient } from "./authenticate.ts";
import { grantScopes } from "./grants.ts";
import {
  addressOf,
  type ClientCredentials,
  readAuthorization,
  readBody,
  readForm,
  readQuery,
  type TokenRequest,
  type Trusts,
} from "./request.ts";
import type { Scope } from "./scope.ts";
import { type IssuedToken, issueToken } from "./token.ts";

/** Whether a request is for `/v2/token`, however its path is written. */
export function asksForToken({ url = "" }: IncomingMessage): boolean {
  return /^\/v2\/token\/?(\?|$)/i.test(url);
}

/**
 * `/v2/token`: parse the request, authenticate the client, grant scopes, sign the token. It works without Express, which
 * would cost more than all of these steps together (docs/decisions/007-token-endpoint.md).
 */
export async function answerToken(
  req: IncomingMessage,
  res: ServerResponse,
  trusts: Trusts,
): Promise<void> {
  const started = performance.now();
  const address = addressOf(req, trusts);
  const logged: LogFields = {};
  try {
    await respond(req, res, { address, logged });
  } catch (error) {
    logged.agent = req.headers["user-agent"]?.slice(0, 255); // many clients send no client_id
    if (!res.destroyed) logFailure(error, sendRefusal(res, error), paths.registryToken());
  }
  const ms = Math.round(performance.now() - started);
  const status = res.destroyed ? 499 : res.statusCode; // 499: the client closed the connection
  logRequest({ method: req.method, path: paths.registryToken(), status, ms, address, ...logged });
}

const slowMs = 1000;

/** Logs all requests that were refused, failed, slow or granted less than they asked for, and a sample of the others. */
function logRequest(line: LogLine): void {
  const { status, ms, asked, granted } = line;
  const isUsual = status === 200 && ms < slowMs && asked === granted;
  const sampled = isUsual ? config.logSample : 1;
  if (sampled === 1) log.info(line, "request");
  else if (randomInt(sampled) === 0) log.info({ ...line, sampled }, "request"); // not each tenth: requests have patterns
}

interface LogLine extends LogFields {
  method: string | undefined;
  path: string;
  status: number;
  ms: number;
  address: string;
}

/** What the log line has besides the usual fields: never a secret, never the token. */
interface LogFields {
  client?: string | undefined;
  user?: string | undefined;
  asked?: number; // actions
  granted?: number;
  agent?: string | undefined;
}

type From = { address: string; logged: LogFields };

async function respond(req: IncomingMessage, res: ServerResponse, from: From): Promise<void> {
  if (req.method === "OPTIONS") return allow(res, 200);
  if (req.method === "POST") return answerForm(req, res, from);
  if (req.method !== "GET" && req.method !== "HEAD") return allow(res, 405);

  const request = readQuery(req.url ?? "");
  noteRequest(request, from);
  const { issued } = await answer(request, readAuthorization(req), from);
  sendToken(res, issued);
}

async function answerForm(req: IncomingMessage, res: ServerResponse, from: From): Promise<void> {
  const { request, credentials } = readForm(await readBody(req));
  noteRequest(request, from);
  if (!credentials) throw new Invalid({ grant_type: incomplete });
  const { issued, access } = await answer(request, credentials, from);
  sendToken(res, issued, access.map(scopeText).join(" "));
}

/** Runs before anything can be refused, so that the log names the client of a refused request. */
function noteRequest({ clientId, scopes }: TokenRequest, { logged }: From): void {
  logged.client = clientId.slice(0, 255) || undefined;
  logged.asked = countActions(scopes);
}

const countActions = (scopes: readonly Pick<Scope, "actions">[] | null) =>
  (scopes ?? []).reduce(
    (sum, { actions }) => sum + (actions.includes("*") ? allActions.length : actions.length),
    0,
  );

/** Actions that are not allowed are left out of the token, not refused. */
async function answer(
  request: TokenRequest,
  credentials: ClientCredentials | null,
  { address, logged }: From,
): Promise<{ issued: IssuedToken; access: Access[] }> {
  const { service, scopes } = request;
  const registry = await findAudience(service);
  const client = await authenticateClient(credentials, { service, address });
  const access = scopes && (await grantScopes(client.actor, registry, scopes));
  const issued = await issueToken(request, { client, access, address });
  logged.user = client.actor?.username;
  logged.granted = countActions(access);
  return { issued, access: access ?? [] };
}

const incomplete =
  "Send application/x-www-form-urlencoded with grant_type=password, username and password, " +
  "or with grant_type=refresh_token and refresh_token.";

function allow(res: ServerResponse, status: 200 | 405): void {
  res.setHeader("Allow", "GET, HEAD, POST");
  const message = "Request a token by GET, or by POST with the OAuth2 form.";
  sendJson(res, status, status === 200 ? {} : { errors: [{ code: "UNSUPPORTED", message }] });
}

/**
 * Sends the same token under both names: some clients read one, some the other. No issued_at: clients compare it with
 * their clock. Tokens, and the names that are granted, need no escapes; JSON.stringify would take a tenth of the time.
 */
function sendToken(res: ServerResponse, issued: IssuedToken, scope?: string): void {
  const { token, expiresIn, refreshToken } = issued;
  const refresh = refreshToken ? `,"refresh_token":"${refreshToken}"` : "";
  const granted = scope === undefined ? "" : `,"scope":"${scope}"`;
  sendAsciiJson(
    res,
    200,
    `{"token":"${token}","access_token":"${token}","expires_in":${expiresIn}${refresh}${granted}}`,
  );
}

function scopeText({ type, name, actions }: Access): string {
  return `${type}:${name}:${actions.join(",")}`;
}
