import { z } from "zod";
import { actor, audit } from "../../../identity/actor/request.ts";
import { endpoint, IdParams } from "../../../platform/http/api/endpoint.ts";
import { whole } from "../../../platform/http/input/values.ts";
import { findToDeleteFromForToken } from "../access.ts";
import { findPlan } from "../plan/find.ts";
import { planOldUntagged } from "../plan/plan.ts";
import { untaggedIn } from "../plan/untagged.ts";
import { ensureOurs, executeUnreviewed } from "../run/run.ts";
import { progressOf } from "../run/steps.ts";

const maxListed = 1_000;

const UntaggedEntity = z.object({
  digest: z.string(),
  media_type: z.string(),
  artifact_type: z.string().nullable(),
  size: z.int().nullable().describe("Bytes of all that it is made of; null: unknown"),
  pushed_by: z.string(),
  pushed_at: z.iso.datetime(),
  pulled_at: z.iso.datetime().nullable(),
  used_at: z.iso.datetime().describe("When it was pushed, pulled or tagged last"),
});
const ListEntity = z.object({
  total: z.int(),
  not_listed: z.int().describe("How many of them are not in the list"),
  manifests: z.array(UntaggedEntity),
});
const DeletionEntity = z.object({
  deletion: z.int().describe("Restored by POST /deletions/:id/undo"),
  deleted: z.int(),
});

export const endpoints = [
  endpoint("get", "/repositories/:id/untagged", {
    summary:
      "The untagged manifests of a repository that are in no index and attached to nothing, longest unused first",
    allowsLimitedTokens: true,
    params: IdParams,
    answer: ListEntity,
    run: async ({ req, params: { id } }) => {
      await findToDeleteFromForToken(actor(req), id);
      const { rows, total } = await untaggedIn(id, { take: maxListed });
      return { total, not_listed: total - rows.length, manifests: rows.map(present) };
    },
  }),

  endpoint("post", "/repositories/:id/untagged/deletion", {
    summary: "Delete up to 1,000 untagged manifests that were unused for a number of days",
    allowsRestrictedTokens: true,
    allowsLimitedTokens: true,
    params: IdParams,
    body: z.object({
      days: whole(0, 100_000).describe("Manifests pushed in the last hour are never deleted."),
    }),
    answer: DeletionEntity,
    run: async ({ req, params: { id }, body: { days } }) => {
      const repository = await findToDeleteFromForToken(actor(req), id);
      const plan = await planOldUntagged(audit(req), repository, days);
      ensureOurs(await executeUnreviewed(audit(req), await findPlan(actor(req), plan.id)));
      const { deleted } = await progressOf(plan.id);
      return { deletion: plan.id, deleted };
    },
  }),
];

function present(one: Awaited<ReturnType<typeof untaggedIn>>["rows"][number]) {
  return {
    digest: one.digest,
    media_type: one.mediaType,
    artifact_type: one.artifactType,
    size: one.totalSize === null ? null : Number(one.totalSize),
    pushed_by: one.pushedBy,
    pushed_at: one.pushedAt,
    pulled_at: one.pulledAt,
    used_at: one.usedAt,
  };
}
