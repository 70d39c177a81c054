import { db, Prisma } from "../../../platform/db/client.ts";
import { fetchPage, type Page, type PageRequest, pastSql } from "../../../platform/db/keyset.ts";
import { isOrdinary } from "../../../registry/client/referrers.ts";

/** A manifest with its newest tags. */
export interface TaggedManifest {
  id: number; // of its newest tag
  manifestId: number;
  pushedAt: Date;
  /** At most 10; `tagsCount` is the number of all. */
  tags: string[];
  tagsCount: number;
}

/** The tagged manifests of a repository, the newest first, each once. */
export function taggedManifests(
  repositoryId: number,
  request: PageRequest,
): Promise<Page<TaggedManifest>> {
  return fetchPage(request, {
    size: 50,
    find: (at, take) => findTagged(repositoryId, at, take),
    position: ({ pushedAt, id }) => ({ at: pushedAt, id }),
  });
}

/** The newest tag of each manifest gives its position. */
function findTagged(repositoryId: number, at: PageRequest, take: number) {
  const order = at.newer ? Prisma.sql`pushed_at ASC, id ASC` : Prisma.sql`pushed_at DESC, id DESC`;
  return db.$queryRaw<TaggedManifest[]>`
    SELECT leader.id, leader.manifest_id AS "manifestId", leader.pushed_at AS "pushedAt",
      labels.names AS tags, labels.count AS "tagsCount"
    FROM (
      SELECT id, manifest_id, pushed_at FROM tags
      WHERE repository_id = ${repositoryId} AND ${isOrdinary("tags")}
        AND ${pastSql.newestFirst(at, Prisma.sql`tags.pushed_at`, Prisma.sql`tags.id`)}
        AND NOT EXISTS (
          SELECT FROM tags AS newer WHERE newer.manifest_id = tags.manifest_id
            AND ${isOrdinary("newer")} AND (newer.pushed_at, newer.id) > (tags.pushed_at, tags.id))
      ORDER BY ${order} LIMIT ${take}
    ) AS leader
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS count,
        (array_agg(name ORDER BY pushed_at DESC, id DESC))[1:10] AS names
      FROM tags AS label WHERE label.manifest_id = leader.manifest_id AND ${isOrdinary("label")}
    ) AS labels
    ORDER BY ${order}`;
}
