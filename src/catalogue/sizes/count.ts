import { db, Prisma, type Tx } from "../../platform/db/client.ts";
import { locks, tryLock } from "../../platform/db/locks.ts";
import { type Loop, startLoop } from "../../platform/jobs/loop.ts";
import { isBlob } from "./index-total.ts";
import { markQuotas } from "./quota.ts";
import { sumNamespaces, sumRepositories } from "./sums.ts";

const batchSize = 5_000; // rows of the inbox that one round takes

/** Counts what repositories and namespaces weigh, soon after their manifests changed. */
export function startCounter(): Loop {
  return startLoop("sizes", 5_000, countDue);
}

/**
 * Counts anew the repositories that are due, and what they touch; one replica at a time does. Says how many there were if
 * there may be more: what comes meanwhile waits for the next round, so that a long sync is not counted all the time.
 */
export async function countDue(): Promise<number> {
  const work = async (tx: Tx) => {
    if (!(await tryLock(tx, locks.sizes))) return 0;

    const due = await tx.sizeRecount.findMany({ orderBy: { id: "asc" }, take: batchSize });
    if (due.length > 0) await count(tx, due);
    await markQuotas(tx);
    await tx.sizeRecount.deleteMany({ where: { id: { in: due.map(({ id }) => id) } } });
    return due.length < batchSize ? 0 : due.length;
  };
  // Not the transaction of other writes: who may do what changes by a quota alone, and then the database says so.
  return db.$transaction(work, { timeout: 300_000 });
}

type Due = { repositoryId: number; namespaceId: number | null };

/**
 * What a round costs is bounded by what is due: it reads the blobs of those repositories and of their namespaces, and who
 * else uses a digest that came or went. Of these, however many there are, one repository and one namespace of a registry
 * at most are summed for each such digest.
 */
async function count(tx: Tx, due: readonly Due[]): Promise<void> {
  const repositories = [...new Set(due.map(({ repositoryId }) => repositoryId))];
  const left = due.flatMap(({ namespaceId }) => namespaceId ?? []);
  const changed = await storeBlobs(tx, repositories);
  const others = await touched(tx, changed, repositories);
  await sumRepositories(tx, [...repositories, ...others.flatMap((it) => it.repository ?? [])]);
  await sumNamespaces(tx, repositories, [...left, ...others.map((it) => it.namespace)]);
}

/** Keeps which blobs each repository names; answers the digests that came to one or went from it. */
async function storeBlobs(tx: Tx, repositories: readonly number[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ digest: string }[]>`
    WITH named AS (${blobsOf(repositories)}),
      gone AS (DELETE FROM repository_blobs AS kept
        WHERE repository_id = ANY (${repositories}::int[]) AND NOT EXISTS (SELECT 1 FROM named
          WHERE named.repository_id = kept.repository_id AND named.digest = kept.digest)
        RETURNING digest),
      come AS (INSERT INTO repository_blobs (repository_id, digest, size, declared) SELECT * FROM named
        ON CONFLICT (repository_id, digest) DO UPDATE SET size = excluded.size, declared = excluded.declared
          WHERE (repository_blobs.size, repository_blobs.declared)
            IS DISTINCT FROM (excluded.size, excluded.declared)
        RETURNING digest)
    SELECT digest FROM gone UNION SELECT digest FROM come`;
  return rows.map(({ digest }) => digest);
}

/**
 * Each blob once, with its size at the registry: manifests are stored as blobs, too. What a manifest declares counts only
 * until the registry has answered. What the registry does not have takes no space there.
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

type Touched = { repository: number | null; namespace: number };

/**
 * Whom digests that came or went touch besides those that are due: who alone of the others at a registry has one. Where two
 * others have it, they shared it before, and still do. The same holds of namespaces, of which all that are due are summed.
 */
async function touched(
  tx: Tx,
  digests: readonly string[],
  due: readonly number[],
): Promise<Touched[]> {
  return tx.$queryRaw<Touched[]>`
    SELECT DISTINCT CASE WHEN count(*) = 1 THEN min(holder.id) END AS repository,
      min(around.id) AS namespace
    FROM repository_blobs AS blobs JOIN repositories AS holder ON holder.id = blobs.repository_id
      JOIN namespaces AS around ON around.id = holder.namespace_id
    WHERE blobs.digest = ANY (${digests}::text[]) AND holder.id <> ALL (${due}::int[])
    GROUP BY around.registry_id, blobs.digest HAVING min(around.id) = max(around.id)`;
}
