import { Prisma, type Tx } from "../../platform/db/client.ts";
import { manifestTypes } from "../../registry/client/media-types.ts";

/** The largest value of the column. */
export const maxBytes = Prisma.sql`9223372036854775807`;

/** Whether an entry of an index is a blob: the index of a build cache lists layers. */
export const isBlob = Prisma.sql`listed.media_type <> ALL (${[...manifestTypes]}::text[])`;

interface Index {
  id: number;
  repositoryId: number;
  registryId: number;
}

// Indexes can list other indexes, and share contents. Beyond these limits the total stays unknown.
const maxDepth = 8;
const maxManifests = 2_000;
const maxEntries = 20_000; // of the lists of one level

/**
 * The total size of an index and everything it lists, counting each blob once. Null while any size is unknown, or if the
 * index exceeds the limits.
 */
export async function sumIndex(tx: Tx, index: Index): Promise<bigint | null> {
  if (await listsUnknown(tx, index)) return null;
  const below = await manifestsIn(tx, index);
  if (!below) return null;
  const [row] = await tx.$queryRaw<{ total: bigint; unknown: number }[]>`
    SELECT least(coalesce(sum(blobs.size), 0), ${maxBytes})::bigint AS total,
      count(*) FILTER (WHERE blobs.size IS NULL)::int AS unknown
    FROM (
      SELECT digest FROM manifest_layers WHERE manifest_id = ANY (${below}::int[])
      UNION SELECT config_digest FROM manifests
        WHERE id = ANY (${below}::int[]) AND config_digest IS NOT NULL
      UNION SELECT listed.digest FROM manifest_children AS listed
        WHERE listed.manifest_id = ANY (${below}::int[]) AND ${isBlob}
          AND NOT EXISTS (SELECT FROM manifests WHERE repository_id = ${index.repositoryId} AND digest = listed.digest)
    ) AS named
      LEFT JOIN registry_blobs AS blobs
        ON blobs.registry_id = ${index.registryId} AND blobs.digest = named.digest`;
  return row && row.unknown === 0 ? row.total : null;
}

/** Whether a listed manifest is missing from the catalogue or has no total yet. */
async function listsUnknown(tx: Tx, { id, repositoryId }: Index): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT FROM manifest_children AS listed LEFT JOIN manifests AS child
      ON child.repository_id = ${repositoryId} AND child.digest = listed.digest
    WHERE listed.manifest_id = ${id} AND child.total_size IS NULL
      AND NOT (child.id IS NULL AND ${isBlob}) LIMIT 1`;
  return rows.length > 0;
}

/** The index and all manifests below it; null beyond the limits. Each is visited once, so cycles end. */
async function manifestsIn(tx: Tx, { id, repositoryId }: Index): Promise<number[] | null> {
  const visited = new Set([id]);
  let level = [id];
  for (let depth = 0; level.length > 0; depth += 1) {
    const [lists] = await tx.$queryRaw<{ entries: number }[]>`
      SELECT count(*)::int AS entries FROM (SELECT FROM manifest_children
        WHERE manifest_id = ANY (${level}::int[]) LIMIT ${maxEntries + 1}) AS entry`;
    if (depth === maxDepth || (lists?.entries ?? 0) > maxEntries) return null;
    const rows = await tx.$queryRaw<{ id: number }[]>`
      SELECT DISTINCT child.id FROM manifest_children AS listed
        JOIN manifests AS child ON child.repository_id = ${repositoryId} AND child.digest = listed.digest
      WHERE listed.manifest_id = ANY (${level}::int[])`;
    level = rows.map((row) => row.id).filter((it) => !visited.has(it));
    for (const it of level) visited.add(it);
    if (visited.size > maxManifests) return null;
  }
  return [...visited];
}
