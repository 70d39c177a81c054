import type { Actor } from "../../../identity/actor/actor.ts";
import { db, Prisma } from "../../../platform/db/client.ts";
import type { Located } from "../../../platform/reference.ts";
import { isOrdinary } from "../../../registry/client/referrers.ts";
import { repositoryVisibleTo } from "../../../tenancy/policy/visible.ts";
import { bytesFreed } from "../freed.ts";

export interface BigImage extends Located {
  id: number;
  digest: string;
  tags: string[];
  stored: bigint;
  freed: bigint | null; // null: not known yet
}

const maxListed = 10;
const maxRepositories = 50;
const maxManifests = 200; // of a repository: parts of images have no tags and are passed over

/** The largest tagged images of the largest repositories that the actor may see, in one namespace or everywhere. */
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
      ORDER BY stored DESC LIMIT ${maxRepositories})
    SELECT image.id, image.digest, image.total_size AS stored, full_name AS "fullName", hostname,
      ARRAY(SELECT name FROM tags WHERE manifest_id = image.id AND ${isOrdinary("tags")}
        ORDER BY pushed_at DESC LIMIT 3) AS tags
    FROM large CROSS JOIN LATERAL (
      SELECT id, digest, total_size FROM (
        SELECT id, digest, total_size FROM manifests
        WHERE repository_id = large.id AND total_size IS NOT NULL
        ORDER BY total_size DESC LIMIT ${maxManifests}) AS heavy
      WHERE EXISTS (SELECT FROM tags WHERE manifest_id = heavy.id AND ${isOrdinary("tags")})
      ORDER BY total_size DESC LIMIT ${maxListed}) AS image
    ORDER BY image.total_size DESC, image.id LIMIT ${maxListed}`;
  const freed = await bytesFreed(rows.map(({ id }) => id));
  return rows.map(({ hostname, ...row }) => ({
    ...row,
    freed: freed.get(row.id) ?? null,
    namespace: { registry: { hostname } },
  }));
}

type Row = Omit<BigImage, "freed" | "namespace"> & { hostname: string };
