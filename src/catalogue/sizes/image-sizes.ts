import { Prisma, type Tx } from "../../platform/db/client.ts";
import { isOrdinary } from "../../registry/client/referrers.ts";
import { isBlob, maxBytes } from "./index-total.ts";

const maxManifests = 20_000; // of repositories that are counted together

/**
 * Stores what each tagged image of some repositories stores, and what deleting it would free: blobs that no other tagged
 * image, no untagged manifest except its own parts, and no other repository of the registry uses. Reads the blobs of
 * repositories, so they are stored first. Rows that are right stay as they are.
 */
export async function storeImageSizes(tx: Tx, repositories: readonly number[]): Promise<void> {
  for (const part of await partsOf(tx, repositories)) await store(tx, part);
}

async function partsOf(tx: Tx, repositories: readonly number[]): Promise<number[][]> {
  const rows = await tx.$queryRaw<{ ids: number[] }[]>`
    SELECT array_agg(id) AS ids FROM (
      SELECT id, div(sum(manifests) OVER (ORDER BY id), ${maxManifests}) AS part
      FROM (SELECT id, (SELECT count(*) FROM manifests WHERE repository_id = id) AS manifests
        FROM (SELECT DISTINCT unnest(${repositories}::int[]) AS id) AS given) AS counted) AS divided
    GROUP BY part`;
  return rows.map(({ ids }) => ids);
}

/**
 * Rows are looked up one by one or grouped, never joined as sets: a join without statistics, which a repository that was
 * just imported has, compares each image with each blob.
 */
async function store(tx: Tx, repositories: readonly number[]): Promise<void> {
  await tx.$executeRaw`
    WITH RECURSIVE parts (root, repository_id, id) AS (
        SELECT DISTINCT manifest_id, repository_id, manifest_id FROM tags
        WHERE repository_id = ANY (${repositories}::int[]) AND ${isOrdinary("tags")}
        UNION
        SELECT root, repository_id, child.id FROM parts ${each(Prisma.sql`
          SELECT part.id FROM manifest_children AS listed ${each(Prisma.sql`
            SELECT id FROM manifests WHERE repository_id = parts.repository_id AND digest = listed.digest`)} AS part
          WHERE listed.manifest_id = parts.id`)} AS child),
      loose AS (
        SELECT repository_id, id FROM manifests WHERE repository_id = ANY (${repositories}::int[])
        EXCEPT SELECT repository_id, id FROM parts),
      contents AS (
        SELECT root, repository_id, id FROM parts UNION ALL SELECT -id, repository_id, id FROM loose),
      used AS (
        SELECT DISTINCT root, repository_id, named.digest FROM contents ${each(Prisma.sql`
          SELECT unnest(ARRAY[digest, config_digest]) AS digest FROM manifests WHERE id = contents.id
          UNION ALL
          SELECT digest FROM manifest_layers WHERE manifest_id = contents.id
          UNION ALL
          SELECT digest FROM manifest_children AS listed WHERE manifest_id = contents.id AND ${isBlob}`)} AS named),
      blobs AS (
        SELECT root, repository_id, digest, max(size) OVER blob AS size, count(root) OVER blob = 1 AS only_once,
          count(*) OVER blob > count(root) OVER blob AS is_stored
        FROM (
          SELECT root, repository_id, digest, NULL AS size FROM used
          UNION ALL
          SELECT NULL, repository_id, digest, size FROM repository_blobs
          WHERE repository_id = ANY (${repositories}::int[])) AS uses
        WINDOW blob AS (PARTITION BY repository_id, digest COLLATE "C")),
      counted AS MATERIALIZED (
        SELECT root AS manifest_id, repository_id,
          least(coalesce(sum(size), 0), ${maxBytes})::bigint AS stored,
          least(coalesce(sum(size) FILTER (WHERE only_once AND ${isOnlyHere}), 0), ${maxBytes})::bigint AS exclusive,
          (count(*) FILTER (WHERE size IS NULL))::int AS unknown
        FROM blobs WHERE root > 0 AND is_stored GROUP BY root, repository_id),
      removed AS (
        DELETE FROM image_sizes WHERE manifest_id IN (
          SELECT manifest_id FROM image_sizes WHERE repository_id = ANY (${repositories}::int[])
          EXCEPT SELECT manifest_id FROM counted))
    INSERT INTO image_sizes AS known (manifest_id, repository_id, stored, exclusive, unknown)
    SELECT manifest_id, repository_id, stored, exclusive, unknown FROM counted
    ON CONFLICT (manifest_id) DO UPDATE SET stored = excluded.stored, exclusive = excluded.exclusive, unknown = excluded.unknown
      WHERE (known.stored, known.exclusive, known.unknown)
        IS DISTINCT FROM (excluded.stored, excluded.exclusive, excluded.unknown)`;
}

/** A lookup for each row, which OFFSET keeps from becoming a join. */
const each = (query: Prisma.Sql) => Prisma.sql`CROSS JOIN LATERAL (${query} OFFSET 0)`;

/** Whether no other repository of the registry has the blob of a row `blobs`. */
const isOnlyHere = Prisma.sql`NOT EXISTS (
  SELECT FROM repository_blobs AS other
  WHERE other.digest = blobs.digest AND other.repository_id <> blobs.repository_id
    AND ${registryOf(Prisma.sql`other.repository_id`)} = ${registryOf(Prisma.sql`blobs.repository_id`)})`;

function registryOf(repository: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT registry_id FROM namespaces
    WHERE id = (SELECT namespace_id FROM repositories WHERE id = ${repository}))`;
}
