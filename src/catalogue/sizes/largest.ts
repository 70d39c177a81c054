import type { Actor } from "../../identity/actor/actor.ts";
import { db } from "../../platform/db/client.ts";
import { isOrdinary } from "../../registry/client/referrers.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";

const pageSize = 100;

/** A page of a list by what deleting each frees. It begins after `from` larger ones. */
export interface Largest<T> {
  rows: T[];
  largerFrom: number | null; // where the page before begins
  smallerFrom: number | null;
}

export interface LargeRepository {
  fullName: string;
  stored: bigint;
  exclusive: bigint;
  unknown: number; // blobs and manifests that could add to both
}

/** The repositories of a namespace that the actor may see and whose deletion would free most. */
export async function largestRepositories(
  namespaceId: number,
  actor: Actor,
  from = 0,
): Promise<Largest<LargeRepository>> {
  const where = { repository: { namespaceId, AND: repositoriesVisibleTo(actor) } };
  const numbers = { stored: true, exclusive: true, unread: true, unknown: true } as const;
  const found = await db.repositorySize.findMany({
    where,
    select: { ...numbers, repository: { select: { fullName: true } } },
    orderBy: [{ exclusive: "desc" }, { stored: "desc" }, { repository: { fullName: "asc" } }],
    skip: from,
    take: pageSize + 1,
  });
  if (found.length === 0 && from > 0) return largestRepositories(namespaceId, actor);
  const rows = found.map(({ repository: { fullName }, stored, exclusive, unread, unknown }) => ({
    fullName,
    stored,
    exclusive,
    unknown: unread + unknown,
  }));
  return pageOf(rows, from);
}

export interface LargeImage {
  digest: string;
  tags: string[]; // the newest three
  tagsCount: number;
  stored: bigint;
  exclusive: bigint;
  unknown: number; // blobs that could add to both
}

/** The images of a repository whose deletion would free most, as they were last counted: image-sizes.ts. */
export async function largestImages(id: number, from = 0): Promise<Largest<LargeImage>> {
  const found = await db.$queryRaw<LargeImage[]>`
    SELECT digest, labels.names AS tags, labels.count AS "tagsCount", image.stored, image.exclusive, image.unknown
    FROM (
      SELECT manifest_id, stored, exclusive, unknown FROM image_sizes WHERE repository_id = ${id}
      ORDER BY exclusive DESC, stored DESC, manifest_id DESC LIMIT ${pageSize + 1} OFFSET ${from}) AS image
    LEFT JOIN manifests ON manifests.id = image.manifest_id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS count, (array_agg(name ORDER BY pushed_at DESC, id DESC))[1:3] AS names
      FROM tags WHERE manifest_id = image.manifest_id AND ${isOrdinary("tags")}) AS labels
    ORDER BY image.exclusive DESC, image.stored DESC, image.manifest_id DESC`;
  if (found.length === 0 && from > 0) return largestImages(id);
  const { rows, ...page } = pageOf(found, from);
  return { ...page, rows: rows.filter(({ tagsCount }) => tagsCount > 0) }; // others were deleted since the count
}

/** `found` has one more row than the page if there are more. */
function pageOf<T>(found: T[], from: number): Largest<T> {
  return {
    rows: found.slice(0, pageSize),
    largerFrom: from > 0 ? Math.max(0, from - pageSize) : null,
    smallerFrom: found.length > pageSize ? from + pageSize : null,
  };
}
