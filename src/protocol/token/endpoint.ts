import { randomInt } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Rejection } from "../../identity/sign-in/rejection.ts";
import { config } from "../../platform/config/config.ts";
import { Invalid } from "../../platform/errors.ts";
import { logFailure } from "../../platform/http/errors.ts";
import { log } from "../../platform/log.ts";
import { paths } from "../../platform/paths/paths.ts";
import { newDecisionId } from "../../tenancy/decisions/ids.ts";
import { isRecording } from "../../tenancy/decisions/queue.ts";
import {
  describeRefusal,
  RegistryApiError,
  sendAsciiJson,
  sendJson,
  sendRefusal,
} from "../answers.ts";
import { findAudience } from "./audience.ts";
import { authenticateClient } from "./authenticate.ts";
import {
  askedActions,
  concludeAnswer,
  concludeRefusal,
  type Facts,
  grantedActions,
  scopeText,
} from "./conclusion.ts";
import { grantScopes } from "./grants.ts";
import { countToken } from "./metrics.ts";
import {
  addressOf,
  type ClientCredentials,
  readAuthorization,
  readBody,
  readForm,
  readQuery,
  type Trusts,
} from "./request.ts";
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
  const { headers } = req;
  const facts: Facts = { address: addressOf(req, trusts), headers };
  let decision: string | null = null;
  try {
    decision = await respond(req, res, facts);
  } catch (error) {
    decision = refuse(res, facts, error);
  }
  const ms = performance.now() - started;
  const status = res.destroyed ? 499 : res.statusCode; // 499: the client closed the connection
  countToken(facts, { status, ms });
  logRequest({
    method: req.method,
    status,
    ms: Math.round(ms),
    ...logFields(facts, status),
    ...(decision && { decision }),
  });
}

/** Sends a refusal that says where its reason is explained. Returns the id of the decision. */
function refuse(res: ServerResponse, facts: Facts, error: unknown): string | null {
  const id = isRecording() ? newDecisionId() : null;
  if (id) res.setHeader(decisionHeader, id);
  const { status, message } = describeRefusal(error);
  if (!res.destroyed) {
    const why = id ? `Why: ${config.url}${paths.decision({ id })}` : "";
    logFailure(error, sendRefusal(res, error, why), paths.registryToken());
  }
  if (id) concludeRefusal(facts, { id, status, message });
  return id;
}

const decisionHeader = "Portus-Decision";

const slowMs = 1000;

/** Logs all requests that were refused, failed, slow or granted less than they asked for, and a sample of the others. */
function logRequest(line: LogLine): void {
  const { status, ms, asked, granted } = line;
  const isUsual = status === 200 && ms < slowMs && asked === granted;
  const sampled = isUsual ? config.logSample : 1;
  if (sampled === 1) log.info(line, "request");
  else if (randomInt(sampled) === 0) log.info({ ...line, sampled }, "request"); // not each tenth: requests have patterns
}

/** Never a secret, never the token. */
interface LogLine extends ReturnType<typeof logFields> {
  method: string | undefined;
  status: number;
  ms: number;
  decision?: string;
}

/** What the log line has besides the usual fields. */
function logFields(facts: Facts, status: number) {
  const { address, request, client, headers } = facts;
  const agent = status === 200 ? undefined : headers["user-agent"]?.slice(0, 255); // many clients send no client_id
  return {
    path: paths.registryToken(),
    address,
    ...(request && { client: request.clientId.slice(0, 255) || undefined }),
    ...(request && { asked: askedActions(facts) }),
    ...(status === 200 &&
      request && { user: client?.actor?.username, granted: grantedActions(facts) }),
    ...(agent && { agent }),
  };
}

/** Returns the id of the decision, if one is recorded. */
async function respond(
  req: IncomingMessage,
  res: ServerResponse,
  facts: Facts,
): Promise<string | null> {
  if (req.method === "OPTIONS") return allow(res);
  if (req.method === "POST") return answerForm(req, res, facts);
  if (req.method !== "GET" && req.method !== "HEAD") throw wrongMethod();

  facts.request = readQuery(req.url ?? ""); // before anything can be refused, so that the log names the client
  return sendToken(res, facts, { issued: await issue(readAuthorization(req), facts) });
}

async function answerForm(
  req: IncomingMessage,
  res: ServerResponse,
  facts: Facts,
): Promise<string | null> {
  const { request, credentials } = readForm(await readBody(req));
  facts.request = request;
  if (!credentials) throw new Invalid({ grant_type: incomplete });
  const issued = await issue(credentials, facts);
  return sendToken(res, facts, { issued, scope: accessOf(facts).map(scopeText).join(" ") });
}

/** Actions that are not allowed are left out of the token, not refused. */
async function issue(credentials: ClientCredentials | null, facts: Facts): Promise<IssuedToken> {
  const { address, request } = facts;
  if (!request) throw new Error("The request was not read.");
  const { service, scopes } = request;
  facts.username = credentials?.username;
  facts.registry = await findAudience(service);
  const refused = (why: Rejection) => {
    facts.rejection = why;
  };
  facts.client = await authenticateClient(credentials, { service, address, refused });
  facts.grants = scopes && (await grantScopes(facts.client.actor, facts.registry, scopes));
  const access = scopes && accessOf(facts);
  return issueToken(request, { client: facts.client, access, address });
}

const accessOf = ({ grants }: Facts) => grants?.flatMap(({ access }) => access ?? []) ?? [];

const incomplete =
  "Send application/x-www-form-urlencoded with grant_type=password, username and password, " +
  "or with grant_type=refresh_token and refresh_token.";

const hint = "Request a token by GET, or by POST with the OAuth2 form.";
const methods = { Allow: "GET, HEAD, POST" };

const wrongMethod = () =>
  new RegistryApiError(405, { code: "UNSUPPORTED", message: hint }, methods);

function allow(res: ServerResponse): null {
  res.setHeader("Allow", methods.Allow);
  sendJson(res, 200, {});
  return null;
}

/**
 * Sends the same token under both names: some clients read one, some the other. No issued_at: clients compare it with
 * their clock. Tokens, and the names that are granted, need no escapes; JSON.stringify would take a tenth of the time.
 */
function sendToken(
  res: ServerResponse,
  facts: Facts,
  { issued, scope }: { issued: IssuedToken; scope?: string },
): string | null {
  const { token, expiresIn, refreshToken } = issued;
  const decision = concludeAnswer(facts);
  if (decision) res.setHeader(decisionHeader, decision);
  const refresh = refreshToken ? `,"refresh_token":"${refreshToken}"` : "";
  const granted = scope === undefined ? "" : `,"scope":"${scope}"`;
  sendAsciiJson(
    res,
    200,
    `{"token":"${token}","access_token":"${token}","expires_in":${expiresIn}${refresh}${granted}}`,
  );
  return decision;
}
