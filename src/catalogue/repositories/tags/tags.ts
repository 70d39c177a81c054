import { db, type ManifestKind, Prisma } from "../../../platform/db/client.ts";
import { fetchPage, type Page, type PageRequest, pastSql } from "../../../platform/db/keyset.ts";
import { isOrdinary } from "../../../registry/client/referrers.ts";
import { type Kind, kindOf } from "../kinds.ts";

export interface TagGroup {
  id: number;
  manifestId: number;
  digest: string;
  mediaType: string;
  kind: Kind;
  /** At most 24, newest first; `tagsCount` is the number of all. */
  tags: string[];
  tagsCount: number;
  /** At most 6, in the order of the index; `platformsCount` is the number of all. */
  platforms: string[];
  platformsCount: number;
  totalSize: bigint | null;
  pushedAt: Date;
  pushedBy: string;
  pulledAt: Date | null;
  pullsCount: bigint;
  readAt: Date | null;
  readAfter: Date | null; // null if it is read, or if Portus stopped retrying
  readError: string | null;
}

/** What lists show as the pusher if the push event named somebody who may not push. No user name has a space. */
export const unprovenPusher = "unproven pusher";

export type LatestTag = Pick<TagGroup, "totalSize" | "readAt" | "readAfter" | "readError"> & {
  name: string;
};

export async function taggedDigests(
  repositoryId: number,
  request: PageRequest,
): Promise<Page<TagGroup>> {
  return fetchPage(request, {
    size: 50,
    find: async (at, take) => {
      const rows = await findGroups(repositoryId, at, take);
      return rows.map((row) => ({ ...row, kind: kindOf(row) }));
    },
    position: ({ pushedAt, id }) => ({ at: pushedAt, id }),
  });
}

export async function latestTags(repositoryIds: number[]): Promise<Map<number, LatestTag>> {
  const rows = await db.$queryRaw<(LatestTag & { repositoryId: number })[]>`
    SELECT wanted.id AS "repositoryId", latest.name, manifests.total_size AS "totalSize",
      manifests.read_at AS "readAt", manifests.read_after AS "readAfter",
      manifests.read_error AS "readError"
    FROM unnest(${repositoryIds}::int[]) AS wanted (id)
    CROSS JOIN LATERAL (
      SELECT name, manifest_id FROM tags
      WHERE repository_id = wanted.id AND ${isOrdinary("tags")}
      ORDER BY pushed_at DESC, id DESC LIMIT 1
    ) AS latest
    JOIN manifests ON manifests.id = latest.manifest_id`;
  return new Map(rows.map(({ repositoryId, ...tag }) => [repositoryId, tag]));
}

type FoundGroup = Omit<TagGroup, "kind"> & { kind: ManifestKind | null };

/** Reads the tags in order. The newest tag of each digest gives the position of its group. */
async function findGroups(
  repositoryId: number,
  at: PageRequest,
  take: number,
): Promise<FoundGroup[]> {
  const order = at.newer
    ? Prisma.sql`tags.pushed_at ASC, tags.id ASC`
    : Prisma.sql`tags.pushed_at DESC, tags.id DESC`;
  return db.$queryRaw<FoundGroup[]>`
    WITH leaders AS (
      SELECT tags.id, tags.manifest_id, tags.pushed_at, tags.pushed_by, tags.unproven FROM tags
      WHERE tags.repository_id = ${repositoryId} AND ${isOrdinary("tags")}
        AND ${pastSql.newestFirst(at, Prisma.sql`tags.pushed_at`, Prisma.sql`tags.id`)}
        AND NOT EXISTS (
          SELECT 1 FROM tags AS newer
          WHERE newer.manifest_id = tags.manifest_id AND ${isOrdinary("newer")}
            AND (newer.pushed_at, newer.id) > (tags.pushed_at, tags.id))
      ORDER BY ${order} LIMIT ${take}
    )
    SELECT tags.id, tags.manifest_id AS "manifestId", tags.pushed_at AS "pushedAt",
      CASE WHEN tags.unproven THEN ${unprovenPusher} ELSE tags.pushed_by END AS "pushedBy", manifests.digest, manifests.media_type AS "mediaType", manifests.kind,
      manifests.total_size AS "totalSize", manifests.pulled_at AS "pulledAt",
      manifests.pulls_count AS "pullsCount", manifests.read_at AS "readAt",
      manifests.read_after AS "readAfter", manifests.read_error AS "readError",
      labels.names AS tags, labels.count AS "tagsCount",
      coalesce(children.platforms, array_remove(ARRAY[manifests.platform], NULL)) AS platforms,
      coalesce(children.count, num_nonnulls(manifests.platform)) AS "platformsCount"
    FROM leaders AS tags
    JOIN manifests ON manifests.id = tags.manifest_id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS count,
        (array_agg(name ORDER BY pushed_at DESC, id DESC))[1:24] AS names
      FROM tags AS label
      WHERE label.manifest_id = tags.manifest_id AND ${isOrdinary("label")}
    ) AS labels
    CROSS JOIN LATERAL (
      SELECT max(total)::int AS count, array_agg(platform ORDER BY position) AS platforms FROM (
        SELECT platform, min(position) AS position, count(*) OVER () AS total FROM manifest_children
        WHERE manifest_id = tags.manifest_id AND platform <> 'unknown/unknown' GROUP BY platform
        ORDER BY min(position) LIMIT 6
      ) AS listed
    ) AS children
    ORDER BY ${order}`;
}
