import { recordDelete } from "../../catalogue/repositories/recording/delete.ts";
import { agentOf, portus } from "../../identity/actor/system-actors.ts";
import { config } from "../../platform/config/config.ts";
import { type Drift, db, type SyncRun, type Tx, transaction } from "../../platform/db/client.ts";
import { log } from "../../platform/log.ts";
import { splitName } from "../../registry/names.ts";
import { forgetSettled, wholeRepository } from "./drift.ts";
import type { Work } from "./run-state.ts";
import { brokeDown } from "./sentences.ts";
import { removesByItself } from "./strategy.ts";

const minChecks = 2;

/** When a difference goes by itself, at the earliest; null if only an admin removes it. */
export function removedAfter({
  kind,
  firstSeenAt,
}: Pick<Drift, "kind" | "firstSeenAt">): Date | null {
  if (kind !== "missing" || !removesByItself(config.sync)) return null;
  return new Date(firstSeenAt.getTime() + config.sync.graceHours * 3_600_000);
}

/** At the end of a run: removes what stayed away long enough, if that is what the operator chose. Says what else there is to say. */
export async function settleAbsence(work: Work): Promise<string | null> {
  const { run, registry } = work;
  await forgetSettled(run);
  const known = await db.repository.count({ where: { namespace: { registryId: registry.id } } });
  if (run.listed === 0 && known > 0)
    return "The registry’s list was empty. Nothing is removed because of that: is it the right storage?";
  if (!removesByItself(config.sync)) return null;

  const where = { registryId: registry.id, kind: "missing", runId: run.id } as const;
  const away = await db.drift.findMany({ where });
  const wrong = await wrongStorage(run);
  if (wrong) return wrong;
  const due = away.filter(
    (it) => it.checks >= minChecks && (removedAfter(it) ?? it.lastSeenAt) <= new Date(),
  );
  const broke: Drift[] = [];
  for (const it of due) if (!(await removed(it))) broke.push(it);
  const data = { removed: { increment: due.length - broke.length } };
  work.run = await db.syncRun.update({ where: { id: run.id }, data });
  return broke.length > 0 ? `${broke.length} of what is missing could not be removed.` : null;
}

/** Whether it could be; what can't be removed is no reason to keep the others. */
async function removed(difference: Drift): Promise<boolean> {
  try {
    await transaction((tx) => removeDifference(tx, difference));
    return true;
  } catch (error) {
    const { id, repository, tag } = difference;
    log.error({ err: error, repository, tag }, "what is missing could not be removed");
    await db.drift.updateMany({ where: { id }, data: { reason: brokeDown(error) } });
    return false;
  }
}

/** Takes out of the catalogue what the registry does not have. What was pushed after the last look stays. */
export async function removeDifference(tx: Tx, difference: Drift, at = difference.lastSeenAt) {
  const { id, registryId, repository, tag } = difference;
  const { namespace: name } = splitName(repository);
  const where = { registryId_name: { registryId, name } };
  const namespace = await tx.namespace.findUnique({ where });
  if (namespace)
    await recordDelete(tx, {
      ...{ namespace, repository, agent: agentOf(portus), at: at.toISOString() },
      ...(tag !== wholeRepository && { tag }),
    });
  await tx.drift.deleteMany({ where: { id } });
}

/** Why what a run missed looks like the wrong storage, and not like deletions; null if it does not. */
async function wrongStorage(run: SyncRun): Promise<string | null> {
  const { known, emptied } = await countEmptied(run);
  if (emptied * 2 <= known) return null;
  return `${emptied} of ${known} repositories are missing at the registry, or have lost all their tags there. So many are removed by an admin alone: is it the right storage?`;
}

/**
 * The repositories of which nothing is left as it was, among those that were known when the first of them was missed. What
 * came since, or moved, may be the wrong storage's own; clocks differ by two minutes at most.
 */
async function countEmptied({
  id,
  registryId,
}: SyncRun): Promise<{ known: number; emptied: number }> {
  const [counts] = await db.$queryRaw<{ known: number; emptied: number }[]>`
    WITH away AS (
      SELECT repository, bool_or(tag = '') AS whole, count(*) AS tags, min(coalesce(first_run_id, run_id)) AS run
      FROM drifts WHERE registry_id = ${registryId} AND run_id = ${id} AND kind = 'missing'
      GROUP BY repository),
    here AS (
      SELECT r.id, r.full_name, r.created_at FROM repositories r JOIN namespaces n ON n.id = r.namespace_id
      WHERE n.registry_id = ${registryId}),
    emptied AS (
      SELECT here.id, away.run FROM away JOIN here ON here.full_name = away.repository
      WHERE away.whole OR away.tags >= (SELECT count(*) FROM tags WHERE tags.repository_id = here.id
        AND applied_at < (SELECT created_at FROM sync_runs WHERE id = away.run) - interval '2 minutes'))
    SELECT (SELECT count(*) FROM emptied)::int AS emptied,
      (SELECT count(*) FROM here WHERE created_at < (
        SELECT created_at FROM sync_runs WHERE id = (SELECT min(run) FROM emptied)))::int AS known`;
  return counts ?? { known: 0, emptied: 0 };
}
