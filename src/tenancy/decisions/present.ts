import { z } from "zod";
import type { SeenDecision, SeenScope } from "./seen.ts";

const Time = z.iso.datetime();

/** A decision in the API. What the reader may not see is null, and the names of such scopes are `…`. */
export const DecisionEntity = z.object({
  id: z.string(),
  at: Time,
  last_at: Time,
  count: z.int(), // identical grants of a minute are one decision
  outcome: z.enum(["granted", "partial", "refused", "failed"]),
  entry_point: z.enum(["token", "sign_in", "api", "registry"]),
  user: z.object({ id: z.int().nullable(), name: z.string() }).nullable(),
  proven_by: z.enum(["nobody", "password", "token", "refresh_token"]),
  credential: z.object({ id: z.int().nullable(), name: z.string().nullable() }).nullable(),
  address: z.string().nullable(),
  client: z.string(),
  agent: z.string().nullable(),
  service: z.string(),
  asked: z.array(z.string()),
  granted: z.array(z.string()),
  omitted: z.int(), // scopes that were asked for and are not listed, because there were too many
  rules: z.array(
    z.object({ scope: z.string(), action: z.string(), allowed: z.boolean(), because: z.string() }),
  ),
  because: z.string(), // why the request as a whole was refused
  request_id: z.string(),
});

export function presentDecision(seen: SeenDecision) {
  const { row, id, user, credential, address, agent, scopes, because } = seen;
  return {
    id,
    at: row.at,
    last_at: row.lastAt,
    count: row.count,
    outcome: row.outcome,
    entry_point: row.entryPoint,
    user: user && { id: user.id, name: user.username },
    proven_by: row.proof,
    credential: credential?.id ? credential : null,
    address,
    client: row.client,
    agent,
    service: row.service,
    asked: scopes.map((scope) => scopeText(scope, scope.actions)),
    granted: scopes
      .filter(({ granted }) => granted.length > 0)
      .map((scope) => scopeText(scope, scope.granted)),
    omitted: row.omitted,
    rules: scopes.flatMap(({ type, name, rules }) =>
      rules.map((rule) => ({ ...rule, scope: `${type}:${name ?? "…"}` })),
    ),
    because,
    request_id: row.requestId,
  };
}

const scopeText = ({ type, name }: SeenScope, actions: string[]) =>
  `${type}:${name ?? "…"}:${actions.join(",")}`;
