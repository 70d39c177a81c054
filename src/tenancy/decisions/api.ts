import type { Request } from "express";
import { z } from "zod";
import type { Actor } from "../../identity/actor/actor.ts";
import { holdsScope } from "../../identity/actor/policy.ts";
import { actor } from "../../identity/actor/request.ts";
import { text } from "../../platform/bounded-text.ts";
import { answerList, endpoint, ListQuery } from "../../platform/http/api/endpoint.ts";
import { filtersFor } from "./filters.ts";
import { findDecision } from "./find.ts";
import { decisionListing } from "./list.ts";
import { DecisionEntity, presentDecision } from "./present.ts";

const DecisionsQuery = ListQuery.extend({
  outcome: z.enum(["granted", "partial", "refused", "failed"]).optional(),
  repository: text(300, { kind: "raw" })
    .optional()
    .describe("A repository, or a namespace with a slash at the end."),
  user: text(255, { kind: "raw" }).optional().describe("A user name."),
  sort_order: z.enum(["asc", "desc"]).default("desc"),
});

export const endpoints = [
  endpoint("get", "/decisions", {
    summary:
      "What the token endpoint decided: about you, about your repositories if you own them, everything for admins",
    query: DecisionsQuery,
    answer: z.array(DecisionEntity),
    run: async (call) => {
      const reader = actor(call.req);
      const { outcome, repository, user, sort_order } = call.query;
      const filters = await filtersFor(reader, { outcome, repository, user });
      return answerList(call, decisionListing(reader, filters, sort_order));
    },
  }),

  endpoint("get", "/decisions/:id", {
    summary:
      "One decision, with the rules that decided. Anonymous refusals can be read by anyone who has their id",
    caller: "anyone",
    params: z.object({ id: text(100, { kind: "raw" }) }),
    answer: DecisionEntity,
    run: async ({ req, params }) => presentDecision(await findDecision(reader(req), params.id)),
  }),
];

/** The caller, if their credential may read the API. No credential is needed for anonymous refusals. */
function reader({ user }: Request): Actor | null {
  return user && !user.limit && holdsScope(user, "api:read") ? user : null;
}
