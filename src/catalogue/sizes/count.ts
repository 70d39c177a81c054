import { allowLongStatements, db, Prisma, type Tx } from "../../platform/db/client.ts";
import { locks, tryLock } from "../../platform/db/locks.ts";
import { type Loop, startLoop } from "../../platform/jobs/loop.ts";
import { type Due, nextBatch } from "./due-repositories.ts";
import { storeImageSizes } from "./image-sizes.ts";
import { isBlob } from "./index-total.ts";
import { markQuotas } from "./quota.ts";
import { sumNamespaces, sumRepositories } from "./sums.ts";

export function startCounter(): Loop {
  return startLoop("sizes", 5_000, countDue);
}

/**
 * Recounts a batch of the queued repositories and those that share blobs with them. Only one replica does this at a time.
 * Returns 0 once few are queued, so that a long sync is recounted once in a while and not all the time.
 */
export async function countDue(): Promise<number> {
  const work = async (tx: Tx) => {
    if (!(await tryLock(tx, locks.sizes))) return 0;
    await allowLongStatements(tx, timeout);

    const { due, more } = await nextBatch(tx);
    if (due.length > 0) await count(tx, due);
    await markQuotas(tx);
    await tx.sizeRecount.deleteMany({ where: { id: { in: due.map(({ id }) => id) } } });
    return more ? due.length : 0;
  };
  // Not transaction(), which clears cached permissions: only a crossed quota changes them, and the database notifies then.
  return db.$transaction(work, { timeout });
}

const timeout = 300_000; // ms

/**
 * The cost is bounded by the queued repositories: their blobs, those of their namespaces, and for each digest that was
 * added or removed at most one other repository and one other namespace of the registry.
 */
async function count(tx: Tx, due: readonly Due[]): Promise<void> {
  const repositories = [...new Set(due.map(({ repositoryId }) => repositoryId))];
  const former = due.flatMap(({ namespaceId }) => namespaceId ?? []);
  const others = await storeBlobs(tx, repositories);
  const affected = [...repositories, ...others.flatMap((it) => it.repository ?? [])];
  await storeImageSizes(tx, affected);
  await sumRepositories(tx, affected);
  await sumNamespaces(tx, repositories, [...former, ...others.map((it) => it.namespace)]);
}

type Affected = { repository: number | null; namespace: number };

/**
 * Returns the other repositories whose exclusive size changes: for each digest that was added or removed, the only other
 * repository of the registry that has it. If two others have it, they share it before and after. The same applies to
 * namespaces. The digests stay in the database: of a large repository there are a million.
 */
async function storeBlobs(tx: Tx, repositories: readonly number[]): Promise<Affected[]> {
  return tx.$queryRaw<Affected[]>`
    WITH named AS (${blobsOf(repositories)}),
      removed AS (DELETE FROM repository_blobs AS known
        WHERE repository_id = ANY (${repositories}::int[]) AND NOT EXISTS (SELECT 1 FROM named
          WHERE named.repository_id = known.repository_id AND named.digest = known.digest)
        RETURNING digest),
      added AS (INSERT INTO repository_blobs (repository_id, digest, size, declared) SELECT * FROM named
        ON CONFLICT (repository_id, digest) DO UPDATE SET size = excluded.size, declared = excluded.declared
          WHERE (repository_blobs.size, repository_blobs.declared)
            IS DISTINCT FROM (excluded.size, excluded.declared)
        RETURNING digest),
      changed AS (SELECT digest FROM removed UNION SELECT digest FROM added)
    SELECT DISTINCT repository, namespace FROM changed CROSS JOIN LATERAL (
      SELECT CASE WHEN count(*) = 1 THEN min(holder.id) END AS repository, min(around.id) AS namespace
      FROM repository_blobs AS blobs JOIN repositories AS holder ON holder.id = blobs.repository_id
        JOIN namespaces AS around ON around.id = holder.namespace_id
      WHERE blobs.digest = changed.digest AND holder.id <> ALL (${repositories}::int[])
      GROUP BY around.registry_id HAVING min(around.id) = max(around.id) OFFSET 0) AS holders`;
}

/**
 * Each blob once, with its size at the registry, including manifests, which the registry stores as blobs. The declared size
 * counts until the registry has answered. A blob that the registry lacks is left out.
 */
function blobsOf(repositories: readonly number[]): Prisma.Sql {
  return Prisma.sql`
    SELECT named.repository_id, named.digest, max(coalesce(named.size, blobs.size)) AS size,
      CASE WHEN count(coalesce(named.size, blobs.size)) = 0 THEN max(greatest(named.declared, 0)) END AS declared
    FROM (
      SELECT repository_id, digest, size::bigint, NULL::bigint AS declared FROM manifests
      UNION ALL
      SELECT repository_id, layers.digest, NULL, layers.size FROM manifest_layers AS layers
        JOIN manifests ON manifests.id = layers.manifest_id
      UNION ALL
      SELECT repository_id, listed.digest, NULL, listed.size FROM manifest_children AS listed
        JOIN manifests ON manifests.id = listed.manifest_id WHERE ${isBlob}
      UNION ALL
      SELECT repository_id, config_digest, NULL, config_size FROM manifests WHERE config_digest IS NOT NULL
    ) AS named
      JOIN repositories ON repositories.id = named.repository_id
      JOIN namespaces ON namespaces.id = repositories.namespace_id
      LEFT JOIN registry_blobs AS blobs
        ON blobs.registry_id = namespaces.registry_id AND blobs.digest = named.digest
    WHERE named.repository_id = ANY (${repositories}::int[])
    GROUP BY named.repository_id, named.digest
    HAVING count(named.size) > 0 OR NOT coalesce(bool_or(blobs.missing), FALSE)`;
}
