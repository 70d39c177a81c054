import { Prisma } from "../../../platform/db/client.ts";

/** SQL: no tag of the row `manifests` was added since, and none of its platforms was pulled by digest. */
export function isUnused(since: Date): Prisma.Sql {
  return Prisma.sql`NOT EXISTS (
      SELECT FROM tags WHERE tags.manifest_id = manifests.id AND tags.pushed_at >= ${since})
    AND ${noPartWasPulled(since)}`;
}

/** SQL: none of the platforms of the row `manifests` was pulled by digest since. An image with a config has none. */
export function noPartWasPulled(since: Date): Prisma.Sql {
  return Prisma.sql`(manifests.config_digest IS NOT NULL OR NOT EXISTS (
      SELECT FROM manifest_children
      JOIN manifests AS part ON part.repository_id = manifests.repository_id
        AND part.digest = manifest_children.digest
      WHERE manifest_children.manifest_id = manifests.id AND part.pulled_at >= ${since}))`;
}
