import { record } from "../audit.ts";
import { type Tx, transaction } from "../db/client.ts";
import { isReferrerTag } from "../repositories/referrers.ts";
import { bury, everything } from "../repositories/tombstones.ts";
import type { Work } from "./perform.ts";
import { selectionOf } from "./plans.ts";

/** Notes what was done. A plan of which nothing could be done can be tried again. */
export async function finish(work: Work): Promise<void> {
  const { plan, kept, keptTags, gone, tags } = work;
  await transaction(async (tx) => {
    await tx.deletedManifest.deleteMany({ where: { planId: plan.id, digest: { in: kept } } });
    const nothing = gone.length + tags.length === 0;
    if (!nothing || kept.length + keptTags.length === 0)
      return note(tx, work, await isEmptied(tx, work));

    await tx.deletedManifest.deleteMany({ where: { planId: plan.id } });
    const data = { executedAt: null, undoUntil: null };
    await tx.deletionPlan.update({ where: { id: plan.id }, data });
  });
}

/** A whole repository goes with its description and its rules. What was pushed meanwhile stays with it. */
async function isEmptied(tx: Tx, { plan, repository }: Work): Promise<boolean> {
  const { id } = repository;
  if (!("whole" in selectionOf(plan))) return (await tx.repository.count({ where: { id } })) === 0;

  await tx.repository.deleteMany({ where: { id, manifests: { none: {} } } });
  if ((await tx.repository.count({ where: { id } })) > 0) return false;
  const grave = { registryId: repository.namespace.registryId, repository: plan.repository };
  await bury(tx, grave, [{ reference: everything, at: new Date().toISOString() }]);
  return true;
}

/** One line of history for all of it. */
async function note(tx: Tx, work: Work, emptied: boolean): Promise<void> {
  const { actor, plan, repository, gone } = work;
  const tags = work.tags.filter((tag) => !isReferrerTag(tag));
  const key = emptied ? "repository.delete" : tags.length > 0 ? "tag.delete" : "manifest.delete";
  const [first] = gone;
  await record(tx, actor, {
    key,
    subject: plan.repository,
    registryId: repository.namespace.registryId,
    teamId: repository.namespace.teamId,
    namespaceId: repository.namespaceId,
    repositoryId: repository.id,
    details: {
      tags,
      plan: plan.id,
      manifests: gone.length,
      ...(first && { digest: first.digest }),
    },
  });
}

/** The ancestor's words, and why. */
export function leftOver({ plan, kept, keptTags, why }: Work): string {
  const what = keptTags.length > 0 ? `${keptTags.join(", ")} tag(s)` : `${kept.length} manifest(s)`;
  const said = why ? `. ${why}` : "";
  return "whole" in selectionOf(plan)
    ? `Could not remove repository: could not remove ${what}${said}`
    : `Could not remove ${what}${said}`;
}
