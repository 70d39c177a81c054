import type { Actor } from "../../../identity/actor/actor.ts";
import { config } from "../../../platform/config/config.ts";
import { type DeletionPlan, type Tx, transaction } from "../../../platform/db/client.ts";
import { ensure, Invalid } from "../../../platform/errors.ts";
import { judge, type Verdict } from "../../../tenancy/policy/policy.ts";
import { handOver } from "../lease.ts";
import { type FoundPlan, findPlan, sizeOf, small } from "../plan/find.ts";
import { isRealm } from "../plan/selection.ts";
import { putRowsBack } from "./archived-rows.ts";
import { carryBack } from "./restore.ts";

/**
 * Puts back what a deletion took: first what Portus knew, then the registry gets the same bytes under the same tags, parts
 * before the indexes that list them. A tag that was pushed anew since stays where it is. Says which those were.
 */
export async function undo(actor: Actor, id: number): Promise<string[]> {
  const plan = await findPlan(actor, id);
  return carryBack(await beginUndo(actor, plan, "us"), {});
}

/** The same for people, who are not kept waiting for a long one: null while others carry it on. */
export async function startUndo(actor: Actor, id: number): Promise<string[] | null> {
  const plan = await findPlan(actor, id);
  if (sizeOf(plan.contents) <= small) return carryBack(await beginUndo(actor, plan, "us"), {});
  await beginUndo(actor, plan, "anybody");
  return null;
}

/** Whoever may push may restore, and over the quota too: what comes back counts against it again. */
export function judgeUndo(actor: Actor, { guarded }: Pick<FoundPlan, "guarded">): Verdict {
  return judge(actor, { ...guarded, overQuota: false }, "push", config.rules);
}

async function beginUndo(
  actor: Actor,
  plan: FoundPlan,
  to: "us" | "anybody",
): Promise<DeletionPlan> {
  const { allowed, because } = judgeUndo(actor, plan);
  ensure(allowed, `Only people who may push here can restore it. ${because}`);
  ensureInTime(plan);
  const by = { undoById: actor.id, undoByName: actor.username };
  return transaction(async (tx) => {
    const { count } = await tx.deletionPlan.updateMany({
      where: { id: plan.id, undoneAt: null, undoingAt: null, tryAfter: null },
      data: { ...by, undoingAt: new Date(), attempts: 0, note: null },
    });
    if (count === 0) throw new Invalid({ form: "It is being put back already." });
    await handOver(tx, plan.id, to);
    await putRowsBack(tx, plan.id);
    await ensureHome(tx, plan);
    await exhume(tx, plan.id);
    return tx.deletionPlan.findUniqueOrThrow({ where: { id: plan.id } });
  });
}

function ensureInTime({ undoUntil, undoneAt, finishedAt }: FoundPlan): void {
  if (undoneAt) throw new Invalid({ form: "It was put back before." });
  if (!undoUntil) throw new Invalid({ form: "Nothing of it was deleted." });
  if (!finishedAt) throw new Invalid({ form: "It is being deleted. Wait until that is done." });
  if (undoUntil < new Date()) throw new Invalid({ form: "The time to put it back is over." });
}

/** Images need a namespace to come back to, and a namespace its team; a name that somebody took since stays theirs. */
async function ensureHome(tx: Tx, { selection: choice, ...plan }: FoundPlan): Promise<void> {
  if (!isRealm(choice)) {
    if (plan.namespaceId === null)
      throw new Invalid({ form: "Its namespace is gone. Put that back first." });
    return;
  }
  const { namespaces, team } = choice;
  if (team !== undefined && (await tx.team.count({ where: { id: team } })) === 0)
    throw new Invalid({ form: "Another team has its name by now. Rename that one first." });
  const there = await tx.namespace.findMany({ where: { id: { in: namespaces } } });
  if (there.length < namespaces.length)
    throw new Invalid({
      form: "Another namespace has its name by now, or its team is gone. Mend that first.",
    });
  for (const { id, registryId, name } of there) {
    await tx.namespaceReservation.deleteMany({ where: { registryId, name } });
    await tx.$executeRaw`
      UPDATE deletion_plans SET namespace_id = ${id} WHERE namespace_id IS NULL AND team_id = ${plan.teamId}
        AND split_part(subject, '/', 1) = ${name} AND NOT selection ? 'team' AND NOT EXISTS (
          SELECT FROM deletion_steps s WHERE s.plan_id = deletion_plans.id AND s.registry_id <> ${registryId})`;
  }
}

/** The catalogue must believe in what comes back, even where the registry's clock is behind ours. */
async function exhume(tx: Tx, planId: number): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM tombstones t USING deletion_steps s
    WHERE s.plan_id = ${planId} AND s.state = 'gone' AND t.registry_id = s.registry_id
      AND t.repository = s.repository AND (t.reference IN ('', s.digest) OR t.reference = ANY (s.tags))`;
}
