import { db, Prisma } from "../db/client.ts";
import { holdsReferrers } from "../repositories/referrers.ts";
import type { Known } from "./links.ts";

/** All that a repository holds, without the bytes. */
export async function worldOf(repositoryId: number): Promise<Known[]> {
  return db.$queryRaw<Known[]>`
    SELECT manifests.digest, manifests.subject, media_type AS "mediaType", read_at IS NOT NULL AS read,
      ARRAY(SELECT name FROM tags WHERE manifest_id = manifests.id ORDER BY name) AS tags,
      ARRAY(SELECT name FROM tags WHERE manifest_id = manifests.id AND ${holdsReferrers("tags")}) AS "referrerTags",
      ARRAY(SELECT digest FROM manifest_children WHERE manifest_id = manifests.id ORDER BY position) AS children
    FROM manifests WHERE repository_id = ${repositoryId} ORDER BY manifests.id`;
}

export interface Bytes {
  freed: bigint;
  shared: bigint;
}

/** The layers of some manifests: those that nothing else at the registry uses, and the others. */
export async function bytesOf(
  { repositoryId }: { repositoryId: number },
  digests: readonly string[],
): Promise<Bytes> {
  return sumOf(Prisma.sql`SELECT id FROM manifests
    WHERE repository_id = ${repositoryId} AND digest = ANY (${digests}::text[])`);
}

/** The same of all that namespaces hold. */
export async function bytesOfNamespaces(ids: readonly number[]): Promise<Bytes> {
  return sumOf(Prisma.sql`SELECT manifests.id FROM manifests
    JOIN repositories ON repositories.id = repository_id WHERE namespace_id = ANY (${ids}::int[])`);
}

const mostBytes = Prisma.sql`9223372036854775807`; // manifests may lie about sizes as they like

async function sumOf(gone: Prisma.Sql): Promise<Bytes> {
  const [row] = await db.$queryRaw<Bytes[]>(Prisma.sql`
    WITH gone AS (${gone}),
      layers AS (SELECT n.registry_id, l.digest, max(l.size) AS size
        FROM gone JOIN manifest_layers l ON l.manifest_id = gone.id
        JOIN manifests m ON m.id = gone.id
        JOIN repositories r ON r.id = m.repository_id
        JOIN namespaces n ON n.id = r.namespace_id GROUP BY n.registry_id, l.digest),
      judged AS (SELECT size, EXISTS (
          SELECT 1 FROM manifest_layers AS other
          JOIN manifests ON manifests.id = other.manifest_id
          JOIN repositories ON repositories.id = manifests.repository_id
          JOIN namespaces ON namespaces.id = repositories.namespace_id
          WHERE other.digest = layers.digest AND namespaces.registry_id = layers.registry_id
            AND NOT EXISTS (SELECT 1 FROM gone WHERE gone.id = other.manifest_id)) AS used
        FROM layers)
    SELECT least(coalesce(sum(size) FILTER (WHERE NOT used), 0), ${mostBytes})::bigint AS freed,
      least(coalesce(sum(size) FILTER (WHERE used), 0), ${mostBytes})::bigint AS shared FROM judged`);
  return row ?? { freed: 0n, shared: 0n };
}
