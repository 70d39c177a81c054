import { Prisma, type Tx } from "../../platform/db/client.ts";

/** Keeps what repositories weigh, by the blobs that are kept of them. */
export async function sumRepositories(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO repository_sizes (repository_id, stored, unknown, declared, exclusive, unread, counted_at)
    SELECT repositories.id, ${known}
      ${total(Prisma.sql`blobs.size`, notUsedWhere(Prisma.sql`other.repository_id <> repositories.id`))},
      (SELECT count(*) FROM manifests WHERE repository_id = repositories.id AND read_at IS NULL), now()
    FROM repositories JOIN namespaces ON namespaces.id = repositories.namespace_id
      LEFT JOIN repository_blobs AS blobs ON blobs.repository_id = repositories.id
    WHERE repositories.id = ANY (${ids}::int[])
    GROUP BY repositories.id
    ON CONFLICT (repository_id) DO UPDATE SET stored = excluded.stored, exclusive = excluded.exclusive,
      unknown = excluded.unknown, declared = excluded.declared,
      unread = excluded.unread, counted_at = excluded.counted_at`;
}

/** Keeps what the namespaces of some repositories weigh, and some others. */
export async function sumNamespaces(
  tx: Tx,
  repositories: readonly number[],
  besides: readonly number[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO namespace_sizes (namespace_id, stored, unknown, declared, exclusive, unread, counted_at)
    SELECT namespaces.id, ${known}
      ${total(Prisma.sql`blobs.size`, notUsedWhere(Prisma.sql`around.id <> namespaces.id`))},
      coalesce((SELECT sum(sizes.unread) FROM repository_sizes AS sizes
        JOIN repositories ON repositories.id = sizes.repository_id
        WHERE repositories.namespace_id = namespaces.id), 0), now()
    FROM namespaces LEFT JOIN LATERAL (
      SELECT digest, max(size) AS size, max(declared) AS declared FROM repository_blobs
        JOIN repositories ON repositories.id = repository_blobs.repository_id
      WHERE repositories.namespace_id = namespaces.id GROUP BY digest) AS blobs ON TRUE
    WHERE namespaces.id = ANY (${besides}::int[]) OR namespaces.id IN (
      SELECT namespace_id FROM repositories WHERE id = ANY (${repositories}::int[]))
    GROUP BY namespaces.id
    ON CONFLICT (namespace_id) DO UPDATE SET stored = excluded.stored, exclusive = excluded.exclusive,
      unknown = excluded.unknown, declared = excluded.declared,
      unread = excluded.unread, counted_at = excluded.counted_at`;
}

/**
 * Blobs that nothing else at the registry uses; `elsewhere` tells a repository (holder, around) from the one that is summed.
 * Asked of each user of the blob in a subquery that yields a value, which Postgres can't make a join of: without statistics
 * it takes one for cheap that looks for each blob in each repository.
 */
function notUsedWhere(elsewhere: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`NOT EXISTS (SELECT 1 FROM repository_blobs AS other
    WHERE other.digest = blobs.digest AND (
      SELECT ${elsewhere} AND around.registry_id = namespaces.registry_id
      FROM repositories AS holder JOIN namespaces AS around ON around.id = holder.namespace_id
      WHERE holder.id = other.repository_id))`;
}

/** Of the blobs: the bytes of those whose size is known, how many others there are, and what is declared for these. */
const known = Prisma.sql`${total(Prisma.sql`blobs.size`)},
      count(blobs.digest) FILTER (WHERE blobs.size IS NULL),
      ${total(Prisma.sql`blobs.declared`, Prisma.sql`blobs.size IS NULL`)},`;

/** Manifests declare what they like: a sum ends where the column does. */
function total(size: Prisma.Sql, where = Prisma.sql`TRUE`): Prisma.Sql {
  return Prisma.sql`least(coalesce(sum(${size}) FILTER (WHERE ${where}), 0), 9223372036854775807)::bigint`;
}
