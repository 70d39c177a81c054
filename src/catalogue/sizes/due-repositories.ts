import { db, type SizeRecount, type Tx } from "../../platform/db/client.ts";

export type Due = SizeRecount;

const maxRows = 5_000; // of size_recounts that are looked at together
const maxManifests = 20_000; // of a batch, unless its first repository has more

/**
 * The repositories to recount next, and whether more are left. The oldest come first, with the others of their namespace,
 * whose sum is then made once. A batch is bounded by manifests, so that it ends in time however large the repositories are.
 */
export async function nextBatch(tx: Tx): Promise<{ due: Due[]; more: boolean }> {
  const oldest = await tx.$queryRaw<(Due & { isNext: boolean })[]>`
    WITH oldest AS (SELECT id, repository_id, namespace_id FROM size_recounts ORDER BY id LIMIT ${maxRows}),
    queued AS (
      SELECT repository_id, min(min(id)) OVER (PARTITION BY around) AS first,
        (SELECT count(*) FROM manifests WHERE manifests.repository_id = located.repository_id) AS manifests
      FROM (SELECT oldest.*, coalesce(repositories.namespace_id, oldest.namespace_id) AS around
        FROM oldest LEFT JOIN repositories ON repositories.id = oldest.repository_id) AS located
      GROUP BY repository_id, around),
    ordered AS (
      SELECT repository_id, row_number() OVER batch = 1 OR sum(manifests) OVER batch <= ${maxManifests} AS is_next
      FROM queued WINDOW batch AS (ORDER BY first, repository_id ROWS UNBOUNDED PRECEDING))
    SELECT id, repository_id AS "repositoryId", namespace_id AS "namespaceId", bool_or(is_next) AS "isNext"
    FROM oldest JOIN ordered USING (repository_id) GROUP BY id, repository_id, namespace_id`;
  const due = oldest.filter(({ isNext }) => isNext);
  return { due, more: due.length < oldest.length || oldest.length === maxRows };
}

/** How many repositories wait to be recounted. */
export async function repositoriesToCount(): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT repository_id)::int AS count FROM size_recounts`;
  return row?.count ?? 0;
}
