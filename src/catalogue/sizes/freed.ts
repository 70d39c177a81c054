import { db, Prisma } from "../../platform/db/client.ts";
import { holdsReferrers, isOrdinary } from "../../registry/client/referrers.ts";

/**
 * How many bytes deleting each of these images would free: its blobs that nothing else at the registry uses, including
 * those of parts and attachments that only this image has (as lifecycle/deletion/plan/closure.ts finds them). Images that
 * were not read yet or have blobs of unknown size are left out.
 */
export async function bytesFreed(ids: readonly number[]): Promise<Map<number, bigint>> {
  const rows = await db.$queryRaw<{ id: number; freed: bigint }[]>`
    WITH image AS (
      SELECT m.id, m.repository_id, m.digest, n.registry_id, replace(m.digest, ':', '-') AS stem
      FROM manifests m JOIN repositories r ON r.id = m.repository_id
      JOIN namespaces n ON n.id = r.namespace_id
      WHERE m.id = ANY (${ids}::int[]) AND m.read_at IS NOT NULL
    ), gone AS (
      SELECT id AS image, registry_id, id FROM image
      UNION SELECT image.id, registry_id, part.id
      FROM image JOIN manifest_children c ON c.manifest_id = image.id
      JOIN manifests part ON part.repository_id = image.repository_id AND part.digest = c.digest
      WHERE NOT EXISTS (SELECT FROM tags WHERE manifest_id = part.id) AND NOT EXISTS (
        SELECT FROM manifest_children other JOIN manifests holder ON holder.id = other.manifest_id
        WHERE other.digest = c.digest AND holder.repository_id = image.repository_id AND holder.id <> image.id)
      UNION SELECT image.id, registry_id, attachment.id
      FROM image JOIN manifests attachment
        ON attachment.repository_id = image.repository_id AND attachment.subject = image.digest
      WHERE NOT EXISTS (SELECT FROM tags WHERE manifest_id = attachment.id AND ${isOrdinary("tags")})
      UNION SELECT image.id, registry_id, attachment.manifest_id
      FROM image JOIN tags attachment ON attachment.repository_id = image.repository_id
        AND attachment.name IN (stem, stem || '.sig', stem || '.att', stem || '.sbom')
        AND ${holdsReferrers("attachment")}
    ), layers AS (
      SELECT image, registry_id, l.digest FROM gone JOIN manifest_layers l ON l.manifest_id = gone.id
      UNION SELECT image, registry_id, m.config_digest FROM gone JOIN manifests m ON m.id = gone.id
      WHERE m.config_digest IS NOT NULL
    ), freed AS (
      SELECT image, sum(blobs.size) AS size,
        count(*) FILTER (WHERE blobs.size IS NULL AND NOT coalesce(blobs.missing, FALSE)) AS unknown
      FROM layers LEFT JOIN registry_blobs AS blobs USING (registry_id, digest)
      WHERE NOT ${usedBy(Prisma.sql`SELECT manifest_id, digest FROM manifest_layers`)}
        AND NOT ${usedBy(Prisma.sql`SELECT id, config_digest FROM manifests`)}
      GROUP BY image
    )
    SELECT image.id, coalesce(freed.size, 0)::bigint AS freed
    FROM image LEFT JOIN freed ON freed.image = image.id WHERE coalesce(freed.unknown, 0) = 0`;
  return new Map(rows.map(({ id, freed }) => [id, freed]));
}

/**
 * Whether a blob of `layers` is used by one of these manifests, other than those of `gone`. OFFSET 0 keeps Postgres from
 * reading all users of a common layer: it stops at the first.
 */
function usedBy(manifests: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM (${manifests}) AS other (manifest_id, digest)
    JOIN manifests m ON m.id = other.manifest_id
    JOIN repositories r ON r.id = m.repository_id
    JOIN namespaces n ON n.id = r.namespace_id
    WHERE other.digest = layers.digest AND n.registry_id = layers.registry_id
      AND NOT EXISTS (SELECT FROM gone WHERE gone.image = layers.image AND gone.id = other.manifest_id)
    OFFSET 0)`;
}
