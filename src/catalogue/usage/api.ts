import { z } from "zod";
import type { Actor } from "../../identity/actor/actor.ts";
import { actor } from "../../identity/actor/request.ts";
import { text } from "../../platform/bounded-text.ts";
import { endpoint, IdParams } from "../../platform/http/api/endpoint.ts";
import { findNamespace } from "../../tenancy/namespaces/find.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";
import { totalPullsByDay } from "../pulls/by-day.ts";
import { findRepositoryWithinLimit } from "../repositories/find.ts";
import { maxDays } from "./prune.ts";
import { pullsOfTag } from "./tags.ts";

const PullsQuery = z.object({
  days: z.coerce.number().int().min(1).max(maxDays).default(30),
});
const TagQuery = PullsQuery.extend({
  tag: text(255, { kind: "raw" })
    .optional()
    .describe("Only pulls of the image that this tag points to now."),
});
const DayEntity = z.object({ day: z.iso.date(), count: z.int() });

export const endpoints = [
  endpoint("get", "/repositories/:id/pulls", {
    summary: "Pulls of a repository, or of the image of one tag, by day",
    allowsLimitedTokens: true,
    params: IdParams,
    query: TagQuery,
    answer: z.array(DayEntity),
    run: async ({ req, params: { id }, query: { days, tag } }) => {
      await findRepositoryWithinLimit(actor(req), id);
      return present(tag ? await pullsOfTag(id, tag, days) : await totalPullsByDay({ id }, days));
    },
  }),

  endpoint("get", "/namespaces/:id/pulls", {
    summary: "Pulls of the repositories of a namespace that you may see, by day",
    params: IdParams,
    query: PullsQuery,
    answer: z.array(DayEntity),
    run: async ({ req, params, query }) => {
      const { id: namespaceId } = await findNamespace(actor(req), params.id);
      return present(await totalPullsByDay(inNamespace(namespaceId, actor(req)), query.days));
    },
  }),

  endpoint("get", "/pulls", {
    summary: "Pulls of all repositories, by day",
    caller: "admin",
    query: PullsQuery,
    answer: z.array(DayEntity),
    run: async ({ query }) => present(await totalPullsByDay({}, query.days)),
  }),
];

const inNamespace = (namespaceId: number, who: Actor) => ({
  namespaceId,
  AND: repositoriesVisibleTo(who),
});

function present(days: readonly { day: Date; count: number }[]) {
  return days.map(({ day, count }) => ({ day: day.toISOString().slice(0, 10), count }));
}
