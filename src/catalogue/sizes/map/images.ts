import type { Actor } from "../../../identity/actor/actor.ts";
import { db, Prisma } from "../../../platform/db/client.ts";
import type { Located } from "../../../platform/reference.ts";
import { isOrdinary } from "../../../registry/client/referrers.ts";
import { repositoryVisibleTo } from "../../../tenancy/policy/visible.ts";

export interface BigImage extends Located {
  id: number;
  digest: string;
  tags: string[]; // the newest three
  stored: bigint;
  unknown: number; // blobs that could add to what is stored
  exclusive: bigint; // what deleting it frees
}

const maxListed = 10;

/**
 * The largest tagged images that the actor may see, in one namespace or everywhere. None of them is outside of the ten
 * repositories whose largest images are the largest.
 */
export async function biggestImages(
  actor: Actor,
  namespace: { id: number } | null,
): Promise<BigImage[]> {
  const within = namespace ? Prisma.sql`namespaces.id = ${namespace.id}` : Prisma.sql`TRUE`;
  const rows = await db.$queryRaw<Row[]>`
    WITH large AS MATERIALIZED (
      SELECT repositories.id, repositories.full_name, hostname
      FROM repository_sizes JOIN repositories ON repositories.id = repository_id
        JOIN namespaces ON namespaces.id = namespace_id JOIN registries ON registries.id = registry_id
      WHERE ${within} AND ${repositoryVisibleTo(actor)}
      ORDER BY largest_image DESC LIMIT ${maxListed})
    SELECT manifests.id, digest, image.stored, image.exclusive, image.unknown, full_name AS "fullName", hostname,
      ARRAY(SELECT name FROM tags WHERE manifest_id = manifests.id AND ${isOrdinary("tags")}
        ORDER BY pushed_at DESC LIMIT 3) AS tags
    FROM large CROSS JOIN LATERAL (
      SELECT manifest_id, stored, exclusive, unknown FROM image_sizes WHERE repository_id = large.id
      ORDER BY stored DESC, manifest_id LIMIT ${maxListed}) AS image
    JOIN manifests ON manifests.id = image.manifest_id
    ORDER BY image.stored DESC, manifests.id LIMIT ${maxListed}`;
  return rows.map(({ hostname, ...row }) => ({ ...row, namespace: { registry: { hostname } } }));
}

type Row = Omit<BigImage, "namespace"> & { hostname: string };
