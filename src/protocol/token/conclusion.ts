import type { IncomingMessage } from "node:http";
import { explainRejection, type Rejection } from "../../identity/sign-in/rejection.ts";
import type { Registry } from "../../platform/db/client.ts";
import { currentRequest } from "../../platform/request-context.ts";
import type { Access } from "../../registry/signing/token.ts";
import type { Decision, Outcome } from "../../tenancy/decisions/decision.ts";
import { newDecisionId } from "../../tenancy/decisions/ids.ts";
import { isRecording, recordGrant, recordRefusal } from "../../tenancy/decisions/queue.ts";
import { allActions } from "../../tenancy/policy/policy.ts";
import type { Client } from "./authenticate.ts";
import { type Grant, rulingsOf } from "./grants.ts";
import type { TokenRequest } from "./request.ts";
import type { Scope } from "./scope.ts";

/** What is known of a request so far, for the decision log and the log. It never has a secret or a token. */
export interface Facts {
  address: string;
  headers: IncomingMessage["headers"];
  request?: TokenRequest;
  username?: string | undefined; // as typed
  registry?: Registry;
  client?: Client;
  rejection?: Rejection;
  grants?: Grant[] | null; // null: no scope was requested
}

export const askedActions = ({ request }: Facts): number => countActions(request?.scopes ?? []);

export const grantedActions = ({ grants }: Facts): number =>
  countActions(grants?.flatMap(({ access }) => access ?? []) ?? []);

const countActions = (scopes: readonly Pick<Scope, "actions">[]) =>
  scopes.reduce(
    (sum, { actions }) => sum + (actions.includes("*") ? allActions.length : actions.length),
    0,
  );

/** Records an answer with a token. Returns the id of its decision; null if decisions are not recorded. */
export function concludeAnswer(facts: Facts): string | null {
  if (!isRecording()) return null;
  const outcome = outcomeOf(facts);
  if (outcome === "granted")
    return recordGrant(distinguishing(facts), (id) => decisionOf(facts, { id, outcome }));
  const id = newDecisionId();
  const because = facts.request?.scopes?.length === 0 ? unreadable : "";
  recordRefusal({ ...decisionOf(facts, { id, outcome }), because, message: because });
  return id;
}

const unreadable =
  "No scope could be read. A scope looks like repository:web/app:pull,push, in lower case.";

/** What came of a request that was answered with a token. */
export function outcomeOf(facts: Facts): Outcome {
  const [asked, granted] = [askedActions(facts), grantedActions(facts)];
  if (facts.request?.scopes?.length === 0) return "refused";
  if (granted === asked) return "granted";
  return granted === 0 ? "refused" : "partial";
}

/** Records an answer without a token. */
export function concludeRefusal(
  facts: Facts,
  { id, status, message }: { id: string; status: number; message: string },
): void {
  const outcome = status >= 500 ? "failed" : "refused";
  const because = facts.rejection ? explainRejection(facts.rejection) : message;
  recordRefusal({ ...decisionOf(facts, { id, outcome }), because, message });
}

/** Everything that distinguishes a grant from others of the same minute. */
function distinguishing({ client, request, address, headers }: Facts): string {
  const by = `${client?.actor?.id} ${client?.by} ${client?.applicationToken ?? client?.refreshToken}`;
  const from = `${address}\n${request?.service}\n${request?.clientId}\n${headers["user-agent"]}`;
  let asked = "";
  for (const scope of request?.scopes ?? []) asked += `\n${scopeText(scope)}`;
  return `${by} ${from}${asked}`;
}

export function scopeText({ type, name, actions }: Access): string {
  return `${type}:${name}:${actions.join(",")}`;
}

function decisionOf(facts: Facts, { id, outcome }: { id: string; outcome: Outcome }): Decision {
  const { request, client, registry, rejection, address, headers } = facts;
  const grants = facts.grants ?? [];
  return {
    id,
    at: Date.now(),
    entryPoint: "token",
    outcome,
    userId: client?.actor?.id ?? null,
    username: client?.actor?.username ?? facts.username ?? "",
    proof: client?.by ?? "nobody",
    applicationToken: client?.applicationToken ?? rejection?.applicationToken ?? null,
    refreshToken: Number(client?.refreshToken ?? rejection?.refreshToken ?? 0) || null,
    address,
    client: request?.clientId ?? "",
    agent: headers["user-agent"] ?? "",
    registryId: registry?.id ?? null,
    service: request?.service ?? "",
    asked: request?.scopes ?? [],
    granted: grants.flatMap(({ access }) => access ?? []),
    rulings: grants.flatMap(rulingsOf),
    because: "",
    message: "",
    requestId: currentRequest()?.requestId ?? "",
  };
}
