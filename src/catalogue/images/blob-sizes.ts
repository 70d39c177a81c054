import { db } from "../../platform/db/client.ts";

export interface StoredBlob {
  size: bigint | null;
  /** Whether the registry lacks it, so that its size stays unknown. */
  missing: boolean;
}

export async function storedBlobs(
  repositoryId: number,
  digests: readonly string[],
): Promise<Map<string, StoredBlob>> {
  if (digests.length === 0) return new Map();
  const rows = await db.$queryRaw<(StoredBlob & { digest: string })[]>`
    SELECT blobs.digest, blobs.size, blobs.missing FROM repositories
      JOIN namespaces ON namespaces.id = repositories.namespace_id
      JOIN registry_blobs AS blobs ON blobs.registry_id = namespaces.registry_id
    WHERE repositories.id = ${repositoryId} AND blobs.digest = ANY (${[...new Set(digests)]}::text[])`;
  return new Map(rows.map(({ digest, ...stored }) => [digest, stored]));
}

export interface BlobSizes {
  blobs: number;
  known: bigint;
  unknown: number;
  missing: number;
  /** The number of blobs whose declared size is wrong; `example` is the first of them. */
  untrue: number;
  example: { digest: string; declared: bigint | null; stored: bigint } | null;
}

/** The sizes of the blobs of some manifests, without the blobs of manifests that they list. */
export async function blobSizesOf(manifestIds: readonly number[]): Promise<Map<number, BlobSizes>> {
  const rows = await db.$queryRaw<(Omit<BlobSizes, "example"> & Example & { id: number })[]>`
    WITH named AS (
      SELECT manifests.id, repository_id, layers.digest, layers.size AS declared, layers.position FROM manifest_layers AS layers
        JOIN manifests ON manifests.id = layers.manifest_id WHERE manifests.id = ANY (${[...manifestIds]}::int[])
      UNION ALL
      SELECT id, repository_id, config_digest, config_size, -1 FROM manifests
        WHERE id = ANY (${[...manifestIds]}::int[]) AND config_digest IS NOT NULL
    ), blobs AS (
      SELECT named.id, named.digest, stored.size, coalesce(bool_or(stored.missing), FALSE) AS missing,
        bool_or(named.declared IS DISTINCT FROM stored.size) AS differs,
        (array_agg(named.declared ORDER BY named.declared IS NOT DISTINCT FROM stored.size, named.position))[1] AS declared,
        min(named.position) AS position
      FROM named JOIN repositories ON repositories.id = named.repository_id
        JOIN namespaces ON namespaces.id = repositories.namespace_id
        LEFT JOIN registry_blobs AS stored
          ON stored.registry_id = namespaces.registry_id AND stored.digest = named.digest
      GROUP BY named.id, named.digest, stored.size
    ), untrue AS (
      SELECT DISTINCT ON (id) * FROM blobs WHERE size IS NOT NULL AND differs ORDER BY id, position
    )
    SELECT blobs.id, count(*)::int AS blobs, coalesce(sum(blobs.size), 0)::bigint AS known,
      count(*) FILTER (WHERE blobs.size IS NULL AND NOT blobs.missing)::int AS unknown,
      count(*) FILTER (WHERE blobs.missing)::int AS missing,
      count(*) FILTER (WHERE blobs.size IS NOT NULL AND blobs.differs)::int AS untrue,
      untrue.digest, untrue.declared, untrue.size AS stored
    FROM blobs LEFT JOIN untrue USING (id)
    GROUP BY blobs.id, untrue.digest, untrue.declared, untrue.size`;
  return new Map(
    rows.map(({ id, digest, declared, stored, ...sizes }) => [
      id,
      { ...sizes, example: digest && stored !== null ? { digest, declared, stored } : null },
    ]),
  );
}

interface Example {
  digest: string | null;
  declared: bigint | null;
  stored: bigint | null;
}
