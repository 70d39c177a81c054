import { db, Prisma, type Visibility } from "../../platform/db/client.ts";
import type { Located } from "../../platform/reference.ts";
import { repositoryVisibleTo } from "../../tenancy/policy/visible.ts";
import { beginsSo } from "../images/references/digest-prefix.ts";
import type { DigestQuery } from "../images/references/query.ts";
import { fullName, located, type MatchQuery, matchesOf, visibilityOf } from "./matches.ts";

export interface LayerMatch extends Located {
  id: number;
  visibility: Visibility;
  layer: string;
  image: string | null; // the digest of an image with it; null: none of those that were considered
}

/** How many layers one search looks at, in how many repositories of each, and images. A base layer is in most of them. */
const [maxLayers, maxRepositories, maxImages] = [10, 5_000, 500];

/** Repositories with an image that contains a layer whose digest begins so. Relies on registry_blobs_digest. */
export function findLayers({ actor, by, size }: MatchQuery, wanted: DigestQuery) {
  return matchesOf<LayerMatch>(db.$queryRaw`
    WITH layers AS MATERIALIZED (
      SELECT DISTINCT digest FROM registry_blobs WHERE ${beginsSo(Prisma.sql`digest`, wanted)}
        AND EXISTS (SELECT FROM manifest_layers WHERE manifest_layers.digest = registry_blobs.digest)
      LIMIT ${maxLayers}
    ), found AS MATERIALIZED (
      SELECT repositories.id, ${located}, ${visibilityOf} AS visibility, layers.digest AS layer,
        repositories.pushed_at, count(*) OVER ()::int AS count
      FROM layers CROSS JOIN LATERAL (
          SELECT repository_id FROM repository_blobs WHERE digest = layers.digest LIMIT ${maxRepositories}) AS blobs
        JOIN repositories ON repositories.id = blobs.repository_id
        JOIN namespaces ON namespaces.id = repositories.namespace_id
      WHERE ${by.matches(fullName)} AND ${repositoryVisibleTo(actor)}
      ORDER BY repositories.pushed_at DESC, repositories.id DESC, layers.digest LIMIT ${size}
    ), images AS (
      SELECT DISTINCT ON (manifests.repository_id, layers.digest)
        manifests.repository_id AS id, layers.digest AS layer, manifests.digest AS image
      FROM layers CROSS JOIN LATERAL (
          SELECT manifest_id FROM manifest_layers WHERE digest = layers.digest LIMIT ${maxImages}) AS holders
        JOIN manifests ON manifests.id = holders.manifest_id
      ORDER BY manifests.repository_id, layers.digest, manifests.id DESC
    )
    SELECT found.*, image FROM found LEFT JOIN images USING (id, layer)
    ORDER BY found.pushed_at DESC, found.id DESC, layer`);
}
