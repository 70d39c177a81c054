import { Prisma, type Tx } from "../../platform/db/client.ts";

/** Takes the largest image of each from the stored sizes of images. */
export async function sumRepositories(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO repository_sizes (repository_id, stored, unknown, declared, exclusive, unread, largest_image, counted_at)
    SELECT repositories.id, ${known}
      ${total(Prisma.sql`blobs.size`, notUsedWhere(Prisma.sql`other.repository_id <> repositories.id`))},
      (SELECT count(*) FROM manifests WHERE repository_id = repositories.id AND read_at IS NULL),
      (SELECT coalesce(max(stored), 0) FROM image_sizes WHERE repository_id = repositories.id), now()
    FROM repositories JOIN namespaces ON namespaces.id = repositories.namespace_id
      LEFT JOIN repository_blobs AS blobs ON blobs.repository_id = repositories.id
    WHERE repositories.id = ANY (${ids}::int[])
    GROUP BY repositories.id
    ON CONFLICT (repository_id) DO UPDATE SET stored = excluded.stored, exclusive = excluded.exclusive,
      unknown = excluded.unknown, declared = excluded.declared, unread = excluded.unread,
      largest_image = excluded.largest_image, counted_at = excluded.counted_at`;
}

export async function sumNamespaces(
  tx: Tx,
  repositories: readonly number[],
  others: readonly number[],
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
    WHERE namespaces.id = ANY (${others}::int[]) OR namespaces.id IN (
      SELECT namespace_id FROM repositories WHERE id = ANY (${repositories}::int[]))
    GROUP BY namespaces.id
    ON CONFLICT (namespace_id) DO UPDATE SET stored = excluded.stored, exclusive = excluded.exclusive,
      unknown = excluded.unknown, declared = excluded.declared,
      unread = excluded.unread, counted_at = excluded.counted_at`;
}

/**
 * Blobs that nothing else in the registry uses; `elsewhere` is true of a repository (holder, around) outside the one summed.
 * The subquery yields a value, so that Postgres cannot turn it into a join: without statistics it would choose one that
 * searches every repository for each blob.
 */
function notUsedWhere(elsewhere: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`NOT EXISTS (SELECT 1 FROM repository_blobs AS other
    WHERE other.digest = blobs.digest AND (
      SELECT ${elsewhere} AND around.registry_id = namespaces.registry_id
      FROM repositories AS holder JOIN namespaces AS around ON around.id = holder.namespace_id
      WHERE holder.id = other.repository_id))`;
}

/** The bytes of blobs of known size, the number of others, and their declared bytes. */
const known = Prisma.sql`${total(Prisma.sql`blobs.size`)},
      count(blobs.digest) FILTER (WHERE blobs.size IS NULL),
      ${total(Prisma.sql`blobs.declared`, Prisma.sql`blobs.size IS NULL`)},`;

/** Declared sizes can be anything, so the sum is capped at the largest value of the column. */
function total(size: Prisma.Sql, where = Prisma.sql`TRUE`): Prisma.Sql {
  return Prisma.sql`least(coalesce(sum(${size}) FILTER (WHERE ${where}), 0), 9223372036854775807)::bigint`;
}
