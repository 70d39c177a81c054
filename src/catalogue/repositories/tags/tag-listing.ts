import type { Actor } from "../../../identity/actor/actor.ts";
import { db, Prisma } from "../../../platform/db/client.ts";
import { keptCounts } from "../../../platform/db/kept-counts.ts";
import { NotFound } from "../../../platform/errors.ts";
import { isOrdinary } from "../../../registry/client/referrers.ts";
import { repositoriesWithinLimit } from "../../../tenancy/policy/visible.ts";
import { tagFields } from "../present.ts";
import { sortings, tagSorts } from "./order.ts";
import { matchesAll, type TagFilters } from "./tag-filters.ts";

interface Window {
  skip: number;
  take: number;
  order: "asc" | "desc";
}

type Column = "id" | "name" | "created_at" | "updated_at";

export const tagAttributes = ["id", ...tagSorts] as const;

interface RepositoryTags {
  filters: TagFilters;
  sort: (typeof tagAttributes)[number];
}

/** The ids of a repository's tags that match, in order, without the tags of attachments such as signatures. */
export async function tagIds(
  repositoryId: number,
  { filters, sort }: RepositoryTags,
  { skip, take, order }: Window,
): Promise<{ id: number }[]> {
  const direction = directions[order];
  const sorting = sort === "id" ? null : sortings[sort];
  const id = Prisma.sql`tags.id ${direction}`;
  const place = sorting ? Prisma.sql`${sorting.key(sorting.of)} ${direction}, ${id}` : id;
  const manifest =
    sorting?.of === "manifests"
      ? Prisma.sql`JOIN manifests ON manifests.id = tags.manifest_id`
      : Prisma.empty;
  return db.$queryRaw`
    SELECT tags.id FROM tags ${manifest}
    WHERE tags.repository_id = ${repositoryId} AND ${matchesAll(repositoryId, filters)}
    ORDER BY ${place} OFFSET ${skip} LIMIT ${take}`;
}

/** The same for all repositories. Only admins use it, so only the order by id has an index. */
export async function allTagIds(
  { skip, take, order }: Window,
  column: Column,
): Promise<{ id: number }[]> {
  const direction = directions[order];
  return db.$queryRaw`
    SELECT id FROM tags WHERE name NOT LIKE 'sha256-%' OR ${isOrdinary("tags")}
    ORDER BY ${columns[column]} ${direction}, id ${direction} OFFSET ${skip} LIMIT ${take}`;
}

export async function countTags(): Promise<number> {
  return Number((await keptCounts()).tags);
}

/** The ids of a repository's tags, grouped by manifest, in the order of each manifest's first tag. */
export async function groupedTagIds(repositoryId: number): Promise<number[]> {
  const found = await db.$queryRaw<{ id: number }[]>`
    SELECT id FROM (
      SELECT id, min(id) OVER (PARTITION BY manifest_id) AS first FROM tags
      WHERE repository_id = ${repositoryId} AND ${isOrdinary("tags")}
    ) AS grouped ORDER BY first, id`;
  return found.map(({ id }) => id);
}

export const tagsById = (ids: number[]) =>
  db.tag.findMany({ ...tagFields, where: { id: { in: ids } } });

/** A tag of a repository that both the actor and the limits of their token allow. */
export async function findTag(actor: Actor | null, where: { id: number; repositoryId?: number }) {
  const repository = await repositoriesWithinLimit(actor);
  const tag = await db.tag.findFirst({ where: { ...where, repository }, ...tagFields });
  if (!tag) throw new NotFound("tag");
  return tag;
}

const directions = { asc: Prisma.sql`ASC`, desc: Prisma.sql`DESC` };

const columns: Record<Column, Prisma.Sql> = {
  id: Prisma.sql`id`,
  name: Prisma.sql`name`,
  created_at: Prisma.sql`created_at`,
  updated_at: Prisma.sql`updated_at`,
};
