import { db, type ManifestKind, Prisma } from "../../platform/db/client.ts";
import type { Located } from "../../platform/reference.ts";
import { isOrdinary } from "../../registry/client/referrers.ts";
import { repositoryVisibleTo } from "../../tenancy/policy/visible.ts";
import { beginsSo } from "../images/references/digest-prefix.ts";
import type { DigestQuery } from "../images/references/query.ts";
import { fullName, located, type MatchQuery, matchesOf } from "./matches.ts";

export interface DigestMatch extends Located {
  id: number;
  digest: string;
  kind: ManifestKind | null;
  pushedAt: Date;
  tag: string | null; // the newest of its tags
  tagsCount: number;
  byConfig: boolean; // the digest is that of its configuration, which Docker shows as the image's ID
}

/** Images whose digest, or that of their configuration, begins so. Relies on manifests_digest and manifests_config. */
export function findDigests({ actor, by, size }: MatchQuery, wanted: DigestQuery) {
  const ofManifest = beginsSo(Prisma.sql`digest`, wanted);
  const ofConfig = beginsSo(Prisma.sql`config_digest`, wanted);
  return matchesOf<DigestMatch>(db.$queryRaw`
    SELECT found.*, ${ownTags}
    FROM (
      SELECT manifests.id, manifests.digest, manifests.kind, ${located}, manifests.pushed_at AS "pushedAt",
        matched.by_config AS "byConfig", count(*) OVER ()::int AS count
      FROM (SELECT id, bool_and(by_config) AS by_config FROM (
          SELECT id, FALSE AS by_config FROM manifests WHERE ${ofManifest}
          UNION ALL SELECT id, TRUE FROM manifests WHERE ${ofConfig}) AS either GROUP BY id) AS matched
        JOIN manifests ON manifests.id = matched.id
        JOIN repositories ON repositories.id = manifests.repository_id
        JOIN namespaces ON namespaces.id = repositories.namespace_id
      WHERE ${by.matches(fullName)} AND ${repositoryVisibleTo(actor)}
      ORDER BY manifests.pushed_at DESC, manifests.id DESC LIMIT ${size}) AS found`);
}

/** The columns of the tags of a `found` image, without those by which attachments are found. */
export const ownTags = Prisma.sql`
  (SELECT tags.name FROM tags WHERE tags.manifest_id = found.id AND ${isOrdinary("tags")}
    ORDER BY tags.pushed_at DESC, tags.id DESC LIMIT 1) AS tag,
  (SELECT count(*)::int FROM tags
    WHERE tags.manifest_id = found.id AND ${isOrdinary("tags")}) AS "tagsCount"`;
