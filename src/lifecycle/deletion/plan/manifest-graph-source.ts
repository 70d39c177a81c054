import { db, Prisma } from "../../../platform/db/client.ts";
import { holdsReferrers } from "../../../registry/client/referrers.ts";
import { type GraphManifest, type ManifestGraph, manifestGraph } from "./manifest-graph.ts";

/** All manifests of a repository, without their bytes. */
export async function loadManifestGraph(repositoryId: number): Promise<ManifestGraph> {
  const manifests = await db.$queryRaw<GraphManifest[]>`
    SELECT manifests.digest, manifests.subject, media_type AS "mediaType", read_at IS NOT NULL AS read,
      ARRAY(SELECT name FROM tags WHERE manifest_id = manifests.id ORDER BY name) AS tags,
      ARRAY(SELECT name FROM tags WHERE manifest_id = manifests.id AND ${holdsReferrers("tags")}) AS "referrerTags",
      ARRAY(SELECT digest FROM manifest_children WHERE manifest_id = manifests.id ORDER BY position) AS children
    FROM manifests WHERE repository_id = ${repositoryId} ORDER BY manifests.id`;
  return manifestGraph(manifests);
}

export interface Bytes {
  /** Of blobs that nothing else in the registry uses. */
  freed: bigint;
  shared: bigint;
  /** Number of blobs whose size is not known yet; if there are any, freed and shared are lower bounds. */
  unknown: number;
}

/** The sizes of the blobs of some manifests, each blob counted once. */
export async function bytesOf(
  { repositoryId }: { repositoryId: number },
  digests: readonly string[],
): Promise<Bytes> {
  return sumOf(Prisma.sql`SELECT id FROM manifests
    WHERE repository_id = ${repositoryId} AND digest = ANY (${digests}::text[])`);
}

export async function bytesOfNamespaces(ids: readonly number[]): Promise<Bytes> {
  return sumOf(Prisma.sql`SELECT manifests.id FROM manifests
    JOIN repositories ON repositories.id = repository_id WHERE namespace_id = ANY (${ids}::int[])`);
}

async function sumOf(deleted: Prisma.Sql): Promise<Bytes> {
  const [row] = await db.$queryRaw<Bytes[]>(Prisma.sql`
    WITH deleted AS (${deleted}),
      named AS (SELECT id AS manifest_id, digest FROM deleted JOIN manifest_layers ON manifest_id = deleted.id
        UNION SELECT id, config_digest FROM manifests
          WHERE id IN (SELECT id FROM deleted) AND config_digest IS NOT NULL),
      layers AS (SELECT DISTINCT n.registry_id, named.digest, blobs.size, blobs.missing
        FROM named JOIN manifests m ON m.id = named.manifest_id
        JOIN repositories r ON r.id = m.repository_id
        JOIN namespaces n ON n.id = r.namespace_id
        LEFT JOIN registry_blobs AS blobs ON blobs.registry_id = n.registry_id AND blobs.digest = named.digest),
      counted AS (SELECT size, EXISTS (
          SELECT 1 FROM (SELECT manifest_id FROM manifest_layers WHERE digest = layers.digest
            UNION ALL SELECT id FROM manifests WHERE config_digest = layers.digest) AS other
          JOIN manifests ON manifests.id = other.manifest_id
          JOIN repositories ON repositories.id = manifests.repository_id
          JOIN namespaces ON namespaces.id = repositories.namespace_id
          WHERE namespaces.registry_id = layers.registry_id
            AND NOT EXISTS (SELECT 1 FROM deleted WHERE deleted.id = other.manifest_id)) AS used
        FROM layers WHERE NOT coalesce(missing, FALSE))
    SELECT coalesce(sum(size) FILTER (WHERE NOT used), 0)::bigint AS freed,
      coalesce(sum(size) FILTER (WHERE used), 0)::bigint AS shared,
      (count(*) FILTER (WHERE size IS NULL))::int AS unknown FROM counted`);
  return row ?? { freed: 0n, shared: 0n, unknown: 0 };
}
