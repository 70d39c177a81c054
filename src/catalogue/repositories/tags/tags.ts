import { db } from "../../../platform/db/client.ts";
import { isOrdinary } from "../../../registry/client/referrers.ts";
import type { Kind } from "../kinds.ts";

export interface TagGroup {
  manifestId: number;
  digest: string;
  mediaType: string;
  kind: Kind;
  /** At most 24 of those that match; `tagsCount` is the number of all that do. */
  tags: string[];
  tagsCount: number;
  /** Tags of the digest that do not match. */
  othersCount: number;
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
