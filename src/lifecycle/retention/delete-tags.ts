import type { FoundRepository } from "../../catalogue/repositories/find.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { type DeletionPlan, db } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { makePlan } from "../deletion/plan/plan.ts";
import { oldUntagged } from "../deletion/plan/untagged.ts";
import { deletedByOthers, executePlan } from "../deletion/run/run.ts";
import { evaluateTags } from "./evaluate.ts";
import { ensureKeepsTags, type Rules } from "./saved-rules.ts";

export interface Outcome {
  deletion: number | null; // the id of the plan, by which it can be restored
  deleted: number; // tags
  untagged: number; // manifests
  left: string | null; // why some were not deleted
}

/** Deletes the tags and untagged manifests of a repository that rules do not keep. Uses a plan, so they can be restored. */
export async function deleteByRules(
  audit: ActorAudit,
  repository: FoundRepository,
  rules: Rules,
): Promise<Outcome> {
  ensureKeepsTags(rules);
  const { tags, untagged } = await selectByRules(repository, rules);
  const nothing = { deletion: null, deleted: 0, untagged: 0 };
  if (tags.length + untagged.length === 0) return { ...nothing, left: null };

  const plan = await makePlan(audit, repository, { tags, untagged });
  const left = await executePlan(audit, plan.id).then(leftBy, sentenceOf);
  if (left === deletedByOthers) return { ...nothing, left };
  const remaining = await db.manifest.count({
    where: { repositoryId: repository.id, digest: { in: untagged } },
  });
  return {
    deletion: plan.id,
    deleted: tags.length - (await countOf(repository, tags)),
    untagged: untagged.length - remaining,
    left,
  };
}

/** Plans the deletion of the tags and untagged manifests that rules do not keep. */
export async function planByRules(
  audit: ActorAudit,
  repository: FoundRepository,
  rules: Rules,
): Promise<DeletionPlan> {
  ensureKeepsTags(rules);
  const { tags, untagged } = await selectByRules(repository, rules);
  if (tags.length + untagged.length === 0)
    throw new Invalid({ form: "The rules keep every tag: there is nothing to delete." });
  return makePlan(audit, repository, { tags, untagged });
}

async function selectByRules(repository: FoundRepository, rules: Rules) {
  const decisions = await evaluateTags(repository.id, rules);
  const tags = decisions.filter(({ deleted }) => deleted).map(({ name }) => name);
  return { tags, untagged: await untaggedToDelete(repository, rules) };
}

export async function untaggedToDelete(
  { id }: Pick<FoundRepository, "id">,
  { untaggedDays }: Rules,
): Promise<string[]> {
  if (untaggedDays === null) return [];
  return oldUntagged(id, new Date(Date.now() - untaggedDays * 86_400_000));
}

async function countOf({ id }: FoundRepository, tags: readonly string[]): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM tags WHERE repository_id = ${id} AND name = ANY (${tags}::text[])`;
  return row?.count ?? 0;
}

function leftBy(outcome: Awaited<ReturnType<typeof executePlan>>): string | null {
  return outcome === "done" ? null : deletedByOthers;
}

function sentenceOf(error: unknown): string {
  if (error instanceof Invalid) return Object.values(error.fields).join(" ");
  throw error;
}
