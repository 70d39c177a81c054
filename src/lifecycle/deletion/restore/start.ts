import type { Actor } from "../../../identity/actor/actor.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import { config } from "../../../platform/config/config.ts";
import { type DeletionPlan, type Tx, transaction } from "../../../platform/db/client.ts";
import { Forbidden, Invalid } from "../../../platform/errors.ts";
import { judge } from "../../../tenancy/policy/policy.ts";
import { assignPlan } from "../lease.ts";
import { type FoundPlan, findPlan, lockPlan, maxImmediateSteps, sizeOf } from "../plan/find.ts";
import { isTarget } from "../plan/selection.ts";
import { restorerColumns } from "../requester.ts";
import { restoreRows } from "./archived-rows.ts";
import { restoreImages } from "./restore.ts";

/**
 * Restores what a deletion deleted: first the rows of Portus, then the registry gets the same bytes under the same tags,
 * parts before the indexes that list them. Tags that were pushed again since are left alone; returns these.
 */
export async function restore(audit: ActorAudit, id: number): Promise<string[]> {
  const plan = await findPlan(audit.actor, id);
  return restoreImages(await claimRestore(audit, plan, "us"), {});
}

/** Restores a deletion for a person. A long restore runs in the background; then it returns null. */
export async function startRestore(audit: ActorAudit, id: number): Promise<string[] | null> {
  const plan = await findPlan(audit.actor, id);
  if (sizeOf(plan.contents) <= maxImmediateSteps)
    return restoreImages(await claimRestore(audit, plan, "us"), {});
  await claimRestore(audit, plan, "anyone");
  return null;
}

/**
 * Why the actor may not restore, null if they may. People who may push may restore, even over the quota: what is restored
 * counts against it again.
 */
export function restoreRefusal(
  actor: Actor,
  { guarded }: Pick<FoundPlan, "guarded">,
): string | null {
  const verdict = judge(actor, { ...guarded, overQuota: false }, "push", config.rules);
  if (verdict.allowed) return null;
  return `Only people who may push here can restore it. ${verdict.because}`;
}

async function claimRestore(
  audit: ActorAudit,
  found: FoundPlan,
  to: "us" | "anyone",
): Promise<DeletionPlan> {
  const { actor } = audit;
  return transaction(async (tx) => {
    const plan = await lockPlan(tx, actor, found);
    const refusal = restoreRefusal(actor, plan);
    if (refusal) throw new Forbidden(refusal);
    ensureInTime(plan);
    const { count } = await tx.deletionPlan.updateMany({
      where: { id: plan.id, restoredAt: null, restoringAt: null, tryAfter: null },
      data: { ...restorerColumns(audit), restoringAt: new Date(), attempts: 0, note: null },
    });
    if (count === 0) throw new Invalid({ form: "It is already being restored." });
    await assignPlan(tx, plan.id, to);
    await restoreRows(tx, plan.id);
    await ensurePlaceExists(tx, plan);
    await deleteTombstones(tx, plan.id);
    return tx.deletionPlan.findUniqueOrThrow({ where: { id: plan.id } });
  });
}

function ensureInTime({ restorableUntil, restoredAt, finishedAt }: FoundPlan): void {
  if (restoredAt) throw new Invalid({ form: "It is already restored." });
  if (!restorableUntil) throw new Invalid({ form: "Nothing was deleted." });
  if (!finishedAt)
    throw new Invalid({ form: "It is still being deleted. Wait until that is finished." });
  if (restorableUntil < new Date()) throw new Invalid({ form: "The time to restore it is over." });
}

/** Images need their namespace and a namespace needs its team. A name that is taken by now stays with its new owner. */
async function ensurePlaceExists(tx: Tx, { selection, ...plan }: FoundPlan): Promise<void> {
  if (!isTarget(selection)) {
    if (plan.namespaceId === null)
      throw new Invalid({ form: "Its namespace is deleted. Restore that first." });
    return;
  }
  const { namespaces, team } = selection;
  if (team !== undefined && (await tx.team.count({ where: { id: team } })) === 0)
    throw new Invalid({ form: "Another team has its name by now. Rename that team first." });
  const there = await tx.namespace.findMany({ where: { id: { in: namespaces } } });
  if (there.length < namespaces.length)
    throw new Invalid({
      form: "Another namespace has its name by now, or its team is deleted. Resolve that first.",
    });
  for (const { id, registryId, name } of there) {
    await tx.namespaceReservation.deleteMany({ where: { registryId, name } });
    await tx.$executeRaw`
      UPDATE deletion_plans SET namespace_id = ${id} WHERE namespace_id IS NULL AND team_id = ${plan.teamId}
        AND split_part(subject, '/', 1) = ${name} AND NOT selection ? 'team' AND NOT EXISTS (
          SELECT FROM deletion_steps s WHERE s.plan_id = deletion_plans.id AND s.registry_id <> ${registryId})`;
  }
}

/** The catalogue must accept events of restored images, even if the registry's clock is behind ours. */
async function deleteTombstones(tx: Tx, planId: number): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM tombstones t USING deletion_steps s
    WHERE s.plan_id = ${planId} AND s.state = 'deleted' AND t.registry_id = s.registry_id
      AND t.repository = s.repository AND (t.reference IN ('', s.digest) OR t.reference = ANY (s.tags))`;
}
