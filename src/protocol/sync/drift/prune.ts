import { recordDelete } from "../../../catalogue/repositories/recording/record.ts";
import { agentOf, portus } from "../../../identity/actor/system-actors.ts";
import { config } from "../../../platform/config/config.ts";
import { type Drift, db, type SyncRun, type Tx, transaction } from "../../../platform/db/client.ts";
import { lock, locks } from "../../../platform/db/locks.ts";
import { log } from "../../../platform/log.ts";
import { plural } from "../../../platform/plural.ts";
import { splitName } from "../../../registry/names.ts";
import { unexpected } from "../sentences.ts";
import { removesAutomatically } from "../strategy.ts";
import { clearSettledDrift, wholeRepository } from "./drift.ts";

const minChecks = 2; // runs that found something missing before it is removed automatically

/** When drift is removed automatically at the earliest; null if only an admin removes it. */
export function removedAfter({
  kind,
  firstSeenAt,
}: Pick<Drift, "kind" | "firstSeenAt">): Date | null {
  if (kind !== "missing" || !removesAutomatically(config.sync)) return null;
  return new Date(firstSeenAt.getTime() + config.sync.graceHours * 3_600_000);
}

export interface Pruned {
  removed: number; // tags and repositories
  note: string | null; // what an admin should know
}

/** At the end of a run: removes what has been missing long enough, if the operator chose that strategy. */
export async function prune(run: SyncRun): Promise<Pruned> {
  const { registryId } = run;
  await clearSettledDrift(run);
  const known = await db.repository.count({ where: { namespace: { registryId } } });
  if (run.listed === 0 && known > 0) return { removed: 0, note: emptyList };
  if (!removesAutomatically(config.sync)) return { removed: 0, note: null };

  const note = await wrongStorage(run);
  if (note) return { removed: 0, note };
  let [removed, failed] = [0, 0];
  for await (const drift of dueDrift(run))
    if (await removeSafely(drift)) removed += 1;
    else failed += 1;
  return {
    removed,
    note: failed > 0 ? `${failed} of what is missing could not be removed.` : null,
  };
}

const pageSize = 500;

/** What was missing often and long enough; read page by page, because it can be half of all tags. */
async function* dueDrift({ id: runId, registryId }: SyncRun): AsyncGenerator<Drift> {
  const longAgo = new Date(Date.now() - config.sync.graceHours * 3_600_000);
  const where = {
    registryId,
    runId,
    kind: "missing",
    checks: { gte: minChecks },
    firstSeenAt: { lte: longAgo },
  } as const;
  let last = 0;
  for (;;) {
    const page = await db.drift.findMany({
      where: { ...where, id: { gt: last } },
      orderBy: { id: "asc" },
      take: pageSize,
    });
    yield* page;
    last = page.at(-1)?.id ?? last;
    if (page.length < pageSize) return;
  }
}

const emptyList =
  "The registry's list was empty, so nothing was removed. Does the registry use the right storage?";

/** Whether it was removed. A failure does not stop the others. */
async function removeSafely(drift: Drift): Promise<boolean> {
  try {
    await transaction((tx) => removeDrift(tx, drift));
    return true;
  } catch (error) {
    const { id, repository, tag } = drift;
    log.error({ err: error, repository, tag }, "removing drift from the catalogue failed");
    await db.drift.updateMany({ where: { id }, data: { reason: unexpected(error) } });
    return false;
  }
}

/** Removes from the catalogue what the registry does not have. What was pushed after `at` stays. */
export async function removeDrift(tx: Tx, drift: Drift, at = drift.lastSeenAt): Promise<void> {
  const { id, registryId, repository, tag } = drift;
  await lock(tx, locks.events(repository));
  const { namespace: name } = splitName(repository);
  const where = { registryId_name: { registryId, name } };
  const namespace = await tx.namespace.findUnique({ where });
  if (namespace)
    await recordDelete(tx, {
      namespace,
      repository,
      agent: agentOf(portus),
      at: at.toISOString(),
      ...(tag !== wholeRepository && { tag }),
    });
  await tx.drift.deleteMany({ where: { id } });
}

/** A note if so much is missing that the registry may use the wrong storage; null otherwise. */
async function wrongStorage(run: SyncRun): Promise<string | null> {
  const { known, emptied } = await countEmptied(run);
  if (emptied * 2 <= known) return null;
  const lost =
    known === 1
      ? "The only repository is missing at the registry, or has lost all its tags there."
      : `${emptied} of ${plural(known, "repository", "repositories")} are missing at the registry, or have lost all their tags there.`;
  return `${lost} Only an admin can remove so many. Does the registry use the right storage?`;
}

/**
 * The repositories of which nothing is left unchanged, among those that the catalogue had when the first of them was
 * missed. What came or moved since may come from the wrong storage itself. Clocks differ by two minutes at most.
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
