import { z } from "zod";
import { findRepositoryForToken } from "../../../catalogue/repositories/find.ts";
import { findTag } from "../../../catalogue/repositories/tags/tag-listing.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import { actor, audit } from "../../../identity/actor/request.ts";
import type { DeletionPlan } from "../../../platform/db/client.ts";
import { NotFound } from "../../../platform/errors.ts";
import { endpoint, IdParams } from "../../../platform/http/api/endpoint.ts";
import { findNamespace } from "../../../tenancy/namespaces/find.ts";
import { findTeam } from "../../../tenancy/teams/find.ts";
import { TeamChoice } from "../../../tenancy/teams/schemas.ts";
import { findPlan } from "../plan/find.ts";
import { makePlan, planTag } from "../plan/plan.ts";
import { planNamespace, planTeam } from "../plan/targets.ts";
import { restore } from "../restore/start.ts";
import { ensureOurs, executeUnreviewed } from "../run/run.ts";

const RestoreEntity = z.object({ not_put_back: z.array(z.string()) });

/** API clients delete without confirming a plan. What they deleted is on the page of deletions and can be restored. */
export const endpoints = [
  endpoint("delete", "/tags/:id", {
    summary:
      "Delete the image that a tag names, with all its tags in the repository; with only=tag that tag, and the image if it has no other",
    allowsLimitedTokens: true,
    params: IdParams,
    query: z.object({
      only: z.literal("tag", { error: "Send only=tag, or leave it out." }).optional(),
    }),
    run: async ({ req, params, query }) => {
      const tag = await findTag(actor(req), { id: params.id });
      const repository = await findRepositoryForToken(actor(req), tag.repositoryId);
      const plan = await planTag(audit(req), repository, { tag, only: query.only });
      const outcome = await execute(audit(req), plan);
      if (outcome === "deleted by others") throw new NotFound("image");
    },
  }),

  endpoint("delete", "/repositories/:id", {
    summary: "Delete a repository with its tags and images",
    allowsLimitedTokens: true,
    params: IdParams,
    run: async ({ req, params }) => {
      const repository = await findRepositoryForToken(actor(req), params.id);
      ensureOurs(
        await execute(audit(req), await makePlan(audit(req), repository, { whole: true })),
      );
    },
  }),

  endpoint("delete", "/namespaces/:id", {
    summary: "Delete a namespace with its repositories, tags and images",
    params: IdParams,
    run: async ({ req, params }) => {
      const namespace = await findNamespace(actor(req), params.id);
      ensureOurs(await execute(audit(req), await planNamespace(audit(req), namespace)));
    },
  }),

  endpoint("delete", "/teams/:id", {
    summary: "Delete a team with its namespaces, or transfer these to `new_team` first",
    params: IdParams,
    query: z.object({ new_team: TeamChoice.optional() }),
    run: async ({ req, params, query }) => {
      const team = await findTeam(actor(req), params.id);
      ensureOurs(await execute(audit(req), await planTeam(audit(req), team, query.new_team)));
    },
  }),

  // "undo" and "not_put_back" are older words that API clients rely on.
  endpoint("post", "/deletions/:id/undo", {
    summary:
      "Restore a deletion. Returns the tags that were not restored because they now name another image.",
    allowsLimitedTokens: true,
    params: IdParams,
    answer: RestoreEntity,
    run: async ({ req, params }) => ({ not_put_back: await restore(audit(req), params.id) }),
  }),
];

async function execute(who: ActorAudit, { id }: DeletionPlan) {
  return executeUnreviewed(who, await findPlan(who.actor, id));
}
