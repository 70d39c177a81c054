import { db, Prisma, type Tx } from "../db/client.ts";
import { type Loop, startLoop } from "../loop.ts";
import { markQuotas } from "./quota.ts";

const together = 5_000; // rows of the inbox that one round takes

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
    const [{ mine } = { mine: false }] = await tx.$queryRaw<{ mine: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(hashtextextended('sizes', 0)) AS mine`;
    if (!mine) return 0;

    const due = await tx.sizeDue.findMany({ orderBy: { id: "asc" }, take: together });
    if (due.length > 0) await count(tx, due);
    await markQuotas(tx);
    await tx.sizeDue.deleteMany({ where: { id: { in: due.map(({ id }) => id) } } });
    return due.length < together ? 0 : due.length;
  };
  // Not the transaction of other writes: who may do what changes by a quota alone, and then the database says so.
  return db.$transaction(work, { timeout: 300_000 });
}

type Due = { repositoryId: number; namespaceId: number | null };

async function count(tx: Tx, due: readonly Due[]): Promise<void> {
  const repositories = [...new Set(due.map(({ repositoryId }) => repositoryId))];
  const changed = await keepBlobs(tx, repositories);
  const touched = [...new Set([...repositories, ...(await sharing(tx, changed))])];
  await sumRepositories(tx, touched);
  const left = due.flatMap(({ namespaceId }) => namespaceId ?? []);
  await sumNamespaces(tx, touched, left);
}

/** Keeps which blobs each repository names; answers the digests that came to one or went from it. */
async function keepBlobs(tx: Tx, repositories: readonly number[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ digest: string }[]>`
    WITH named AS (${blobsOf(repositories)}),
      gone AS (DELETE FROM repository_blobs AS kept
        WHERE repository_id = ANY (${repositories}::int[]) AND NOT EXISTS (SELECT 1 FROM named
          WHERE named.repository_id = kept.repository_id AND named.digest = kept.digest)
        RETURNING digest),
      come AS (INSERT INTO repository_blobs (repository_id, digest, size) SELECT * FROM named
        ON CONFLICT (repository_id, digest) DO UPDATE SET size = excluded.size
          WHERE repository_blobs.size <> excluded.size
        RETURNING digest)
    SELECT digest FROM gone UNION SELECT digest FROM come`;
  return rows.map(({ digest }) => digest);
}

/** Each blob once: manifests lie in the registry as blobs, too. What a manifest says of a size is taken as said. */
function blobsOf(repositories: readonly number[]): Prisma.Sql {
  return Prisma.sql`
    SELECT repository_id, digest, max(size)::bigint AS size FROM (
      SELECT repository_id, digest, size::bigint FROM manifests
      UNION ALL
      SELECT repository_id, layers.digest, layers.size FROM manifest_layers AS layers
        JOIN manifests ON manifests.id = layers.manifest_id
      UNION ALL
      SELECT repository_id, config_digest, total_size
          - (SELECT coalesce(sum(size), 0) FROM manifest_layers WHERE manifest_id = manifests.id)
        FROM manifests WHERE config_digest IS NOT NULL AND total_size IS NOT NULL
    ) AS blobs WHERE repository_id = ANY (${repositories}::int[])
    GROUP BY repository_id, digest`;
}

/** Repositories for which a blob that came or went made a difference: those that were, or are, the only other ones. */
async function sharing(tx: Tx, digests: readonly string[]): Promise<number[]> {
  const rows = await tx.$queryRaw<{ ids: number[] }[]>`
    SELECT array_agg(repository_id) AS ids FROM repository_blobs
    WHERE digest = ANY (${digests}::text[]) GROUP BY digest HAVING count(*) <= 2`;
  return rows.flatMap(({ ids }) => ids);
}

async function sumRepositories(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO repository_sizes (repository_id, stored, own, unread, counted_at)
    SELECT repositories.id, ${total(Prisma.sql`blobs.size`)},
      ${total(Prisma.sql`blobs.size`, notUsedWhere(Prisma.sql`other.repository_id <> repositories.id`))},
      (SELECT count(*) FROM manifests WHERE repository_id = repositories.id AND read_at IS NULL), now()
    FROM repositories JOIN namespaces ON namespaces.id = repositories.namespace_id
      LEFT JOIN repository_blobs AS blobs ON blobs.repository_id = repositories.id
    WHERE repositories.id = ANY (${ids}::int[])
    GROUP BY repositories.id
    ON CONFLICT (repository_id) DO UPDATE SET stored = excluded.stored, own = excluded.own,
      unread = excluded.unread, counted_at = excluded.counted_at`;
}

async function sumNamespaces(
  tx: Tx,
  repositories: readonly number[],
  left: readonly number[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO namespace_sizes (namespace_id, stored, own, unread, counted_at)
    SELECT namespaces.id, ${total(Prisma.sql`blobs.size`)},
      ${total(Prisma.sql`blobs.size`, notUsedWhere(Prisma.sql`around.id <> namespaces.id`))},
      coalesce((SELECT sum(sizes.unread) FROM repository_sizes AS sizes
        JOIN repositories ON repositories.id = sizes.repository_id
        WHERE repositories.namespace_id = namespaces.id), 0), now()
    FROM namespaces LEFT JOIN LATERAL (
      SELECT digest, max(size) AS size FROM repository_blobs
        JOIN repositories ON repositories.id = repository_blobs.repository_id
      WHERE repositories.namespace_id = namespaces.id GROUP BY digest) AS blobs ON TRUE
    WHERE namespaces.id = ANY (${left}::int[]) OR namespaces.id IN (
      SELECT namespace_id FROM repositories WHERE id = ANY (${repositories}::int[]))
    GROUP BY namespaces.id
    ON CONFLICT (namespace_id) DO UPDATE SET stored = excluded.stored, own = excluded.own,
      unread = excluded.unread, counted_at = excluded.counted_at`;
}

/** Blobs that nothing else at the registry uses; `elsewhere` tells a repository (holder, around) from the one that is summed. */
function notUsedWhere(elsewhere: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`NOT EXISTS (SELECT 1 FROM repository_blobs AS other
    JOIN repositories AS holder ON holder.id = other.repository_id
    JOIN namespaces AS around ON around.id = holder.namespace_id
    WHERE other.digest = blobs.digest AND ${elsewhere} AND around.registry_id = namespaces.registry_id)`;
}

/** Manifests may lie about sizes as they like: a sum ends where the column does. */
function total(size: Prisma.Sql, where = Prisma.sql`TRUE`): Prisma.Sql {
  return Prisma.sql`least(coalesce(sum(${size}) FILTER (WHERE ${where}), 0), 9223372036854775807)::bigint`;
}
