import type { FoundRepository } from "../../../catalogue/repositories/find.ts";
import type { Actor } from "../../../identity/actor/actor.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import { db, type Tx, transaction } from "../../../platform/db/client.ts";
import { Invalid } from "../../../platform/errors.ts";
import { fetchManifest } from "../../../registry/client/client.ts";
import { ensureNoImmutableTags, ensureNoImmutableTagsIn } from "../../immutable/guard.ts";
import { restoreDays } from "../../times.ts";
import { assignPlan } from "../lease.ts";
import { tagsIn } from "../plan/closure.ts";
import { type FoundPlan, lockPlan } from "../plan/find.ts";
import { currentContents, fingerprintOf } from "../plan/plan.ts";
import { isTarget } from "../plan/selection.ts";
import { currentFingerprint } from "../plan/target-contents.ts";
import { deleterColumns } from "../requester.ts";
import { archiveRows } from "../restore/archived-rows.ts";
import { isPlaceholder } from "./registry-delete.ts";
import { addSteps } from "./steps.ts";

const changed = "Something changed since this was shown. Review what would be deleted now.";

/** Refuses a plan whose contents changed: nothing is deleted that was not shown. */
export async function ensureUnchanged(plan: FoundPlan): Promise<void> {
  ensureNotRun(plan);
  if (!(await isSame(plan))) throw new Invalid({ form: changed });
}

function ensureNotRun({ executedAt }: FoundPlan): void {
  if (executedAt) throw new Invalid({ form: "This deletion was run before." });
}

async function isSame({ selection, fingerprint, ...plan }: FoundPlan) {
  if (isTarget(selection)) return fingerprint === (await currentFingerprint(selection));
  const repository = existing(plan);
  if ("tags" in selection && selection.untagged?.length) await ensureNothingPending(plan.subject);
  const now = await currentContents(repository.id, selection).catch(noLongerPossible);
  if (!now || fingerprintOf(now) !== fingerprint) return false;
  return "whole" in selection || registryAgrees(repository.namespace.registryId, plan.subject, now);
}

/** Null if what was planned can no longer be planned. */
function noLongerPossible(error: unknown): null {
  if (error instanceof Invalid) return null;
  throw error;
}

function existing({ repository }: Pick<FoundPlan, "repository">): FoundRepository {
  if (!repository) throw new Invalid({ form: "The repository is already deleted." });
  return repository;
}

/** A push whose event is not applied yet may need manifests that are still untagged. */
async function ensureNothingPending(fullName: string): Promise<void> {
  const [pending] = await db.$queryRaw<unknown[]>`
    SELECT FROM registry_events
    WHERE repository = ${fullName} AND action = 'push' AND try_after IS NOT NULL LIMIT 1`;
  if (pending) throw new Invalid({ form: justPushed });
}

const justPushed =
  "Nothing was deleted: something that may need these manifests was just pushed. Try again in a minute.";

type CurrentContents = Awaited<ReturnType<typeof currentContents>>;

/** Asks the registry where the tags are: the events of the last seconds may not have arrived yet. */
async function registryAgrees(
  registryId: number,
  fullName: string,
  { deleted, untagged }: CurrentContents,
) {
  const registry = await db.registry.findUniqueOrThrow({ where: { id: registryId } });
  const tags = deleted.flatMap(({ tags, digest }) => tags.map((tag) => ({ tag, digest })));
  for (const { tag, digest } of [...tags, ...untagged]) {
    const answer = await fetchManifest(registry, fullName, tag);
    if (answer.ok && answer.value.digest !== digest && !isPlaceholder(answer.value)) return false;
    if (!answer.ok && answer.error.kind !== "missing")
      throw new Invalid({ form: `Nothing was deleted. ${answer.error.message}` });
  }
  return true;
}

/**
 * Marks a plan as started, once, if the actor may still delete what it contains. From then on, this process or
 * another one runs it to its end. Returns false if other deletions deleted all of its images, or are deleting them.
 */
export async function start(
  audit: ActorAudit,
  found: FoundPlan,
  to: "us" | "anyone",
): Promise<boolean> {
  const { actor } = audit;
  const executedAt = new Date();
  const restorableUntil = new Date(executedAt.getTime() + restoreDays * 86_400_000);
  return transaction(async (tx) => {
    const plan = await lockPlan(tx, actor, found);
    ensureNotRun(plan);
    if (await isDeletedByOthers(tx, plan)) return false;
    await ensureMutable(tx, actor, plan);
    const data = { ...deleterColumns(audit), executedAt, restorableUntil, attempts: 0, note: null };
    await tx.deletionPlan.update({ where: { id: plan.id }, data });
    await assignPlan(tx, plan.id, to);
    if (isTarget(plan.selection)) return true;

    const repository = existing(plan);
    const { deleted = [], untagged = [] } = plan.contents;
    const place = { ...repository, registryId: repository.namespace.registryId };
    await addSteps(tx, plan.id, { place, contents: { deleted, untagged } });
    const manifests = await tx.manifest.count({ where: { repositoryId: repository.id } });
    if (manifests === deleted.length)
      await archiveRows(tx, { planId: plan.id, root: "repositories", ids: [repository.id] });
    return true;
  });
}

/** Whether a plan has nothing left to delete: its manifests and tags are deleted, or other started plans delete them. */
async function isDeletedByOthers(tx: Tx, { id, ...plan }: FoundPlan): Promise<boolean> {
  const { deleted = [], untagged = [] } = plan.contents;
  if (isTarget(plan.selection) || deleted.length + untagged.length === 0) return false;
  const { id: repositoryId, fullName, namespace } = existing(plan);
  const items = [...deleted.map(({ digest }) => ({ digest, tag: null })), ...untagged];
  const [left] = await tx.$queryRaw<unknown[]>`
    SELECT FROM jsonb_to_recordset(${JSON.stringify(items)}::jsonb) AS item (digest text, tag text)
    JOIN manifests m ON m.repository_id = ${repositoryId} AND m.digest = item.digest
    WHERE (item.tag IS NULL OR EXISTS (
        SELECT FROM tags WHERE manifest_id = m.id AND name = item.tag))
      AND NOT EXISTS (
        SELECT FROM deletion_steps s JOIN deletion_plans p ON p.id = s.plan_id
        WHERE p.id <> ${id} AND p.repository_id = ${repositoryId} AND p.executed_at IS NOT NULL
          AND p.finished_at IS NULL AND s.state = 'waiting' AND s.registry_id = ${namespace.registryId}
          AND s.repository = ${fullName} AND s.digest = item.digest AND (s.tag IS NULL OR s.tag = item.tag))
    LIMIT 1`;
  return left === undefined;
}

/** Tags may have become immutable since the plan was shown. */
async function ensureMutable(tx: Tx, actor: Actor, plan: FoundPlan): Promise<void> {
  const { selection, repository, contents } = plan;
  if (isTarget(selection) && selection.receivingTeam === undefined)
    await ensureNoImmutableTagsIn(actor, selection.namespaces, tx);
  if (isTarget(selection) || !repository) return;
  const tags = tagsIn(contents);
  await ensureNoImmutableTags(actor, { repositoryId: repository.id, tags }, tx);
}
