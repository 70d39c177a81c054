import { allowLongStatements, db, type Tx } from "../../platform/db/client.ts";
import { lock, locks } from "../../platform/db/locks.ts";
import { maxBytes, sumIndex } from "./index-total.ts";

const batchSize = 200; // manifests

/** Queues the totals of manifests with these blobs, and the recount of their repositories. */
export async function markTotals(tx: Tx, registryId: number, digests: string[]): Promise<void> {
  if (digests.length === 0) return;
  await tx.$executeRaw`
    WITH naming AS (
      SELECT manifest_id AS id FROM manifest_layers WHERE digest = ANY (${digests}::text[])
      UNION SELECT manifest_id FROM manifest_children WHERE digest = ANY (${digests}::text[])
      UNION SELECT id FROM manifests WHERE config_digest = ANY (${digests}::text[])
    ), counted AS (
      INSERT INTO size_recounts (repository_id)
      SELECT DISTINCT repositories.id FROM naming JOIN manifests ON manifests.id = naming.id
        JOIN repositories ON repositories.id = manifests.repository_id
        JOIN namespaces ON namespaces.id = repositories.namespace_id
      WHERE namespaces.registry_id = ${registryId}
    )
    UPDATE manifests SET sum_due = TRUE
    WHERE id IN (SELECT id FROM naming) AND total_size IS NULL AND read_at IS NOT NULL AND NOT sum_due`;
}

/** Sums a batch of totals that may have become known, and queues those of indexes that list them. Returns how many it tried. */
export async function sumTotals(): Promise<number> {
  const work = async (tx: Tx) => {
    await allowLongStatements(tx, timeout);
    await lock(tx, locks.totals);
    const due = await claimPendingTotals(tx);
    if (due.length === 0) return 0;
    const totals = await sumBlobs(
      tx,
      due.filter((it) => !it.index),
    );
    for (const one of due.filter((it) => it.index))
      totals.push({ id: one.id, total: await sumIndex(tx, one) });
    await storeTotals(
      tx,
      totals.filter(({ total }) => total !== null),
    );
    return due.length;
  };
  return db.$transaction(work, { timeout });
}

const timeout = 120_000; // ms

interface Due {
  id: number;
  repositoryId: number;
  registryId: number;
  index: boolean; // whether it lists manifests
}

async function claimPendingTotals(tx: Tx): Promise<Due[]> {
  return tx.$queryRaw<Due[]>`
    UPDATE manifests SET sum_due = FALSE
    FROM repositories JOIN namespaces ON namespaces.id = repositories.namespace_id
    WHERE repositories.id = manifests.repository_id AND manifests.id IN (
      SELECT id FROM manifests WHERE sum_due ORDER BY id LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
    RETURNING manifests.id, manifests.repository_id AS "repositoryId", namespaces.registry_id AS "registryId",
      EXISTS (SELECT FROM manifest_children WHERE manifest_id = manifests.id) AS index`;
}

interface Total {
  id: number;
  total: bigint | null;
}

/** The total sizes of images and artifacts; null unless all their blobs have known sizes. */
async function sumBlobs(tx: Tx, due: readonly Due[]): Promise<Total[]> {
  if (due.length === 0) return [];
  return tx.$queryRaw<Total[]>`
    SELECT manifests.id, CASE WHEN count(*) FILTER (WHERE named.digest IS NOT NULL AND blobs.size IS NULL) = 0
      THEN least(coalesce(sum(blobs.size), 0), ${maxBytes})::bigint END AS total
    FROM manifests
      JOIN repositories ON repositories.id = manifests.repository_id
      JOIN namespaces ON namespaces.id = repositories.namespace_id
      LEFT JOIN LATERAL (
        SELECT digest FROM manifest_layers WHERE manifest_id = manifests.id
        UNION SELECT manifests.config_digest WHERE manifests.config_digest IS NOT NULL) AS named ON TRUE
      LEFT JOIN registry_blobs AS blobs
        ON blobs.registry_id = namespaces.registry_id AND blobs.digest = named.digest
    WHERE manifests.id = ANY (${due.map(({ id }) => id)}::int[])
    GROUP BY manifests.id`;
}

async function storeTotals(tx: Tx, totals: readonly Total[]): Promise<void> {
  const ids = totals.map(({ id }) => id);
  const sizes = totals.map(({ total }) => String(total));
  await tx.$executeRaw`
    UPDATE manifests SET total_size = given.total::bigint
    FROM unnest(${ids}::int[], ${sizes}::text[]) AS given (id, total) WHERE manifests.id = given.id`;
  await tx.$executeRaw`
    UPDATE manifests AS parent SET sum_due = TRUE
    FROM manifests AS child JOIN manifest_children AS listed ON listed.digest = child.digest
    WHERE child.id = ANY (${ids}::int[]) AND parent.id = listed.manifest_id AND NOT parent.sum_due
      AND parent.repository_id = child.repository_id AND parent.total_size IS NULL AND parent.read_at IS NOT NULL`;
}
