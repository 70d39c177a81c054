import { db, type SyncRun } from "../../platform/db/client.ts";

/** Why what a run missed looks like the wrong storage, and not like deletions; null if it does not. */
export async function wrongStorage(run: SyncRun): Promise<string | null> {
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
