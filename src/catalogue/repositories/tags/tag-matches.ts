import { db, Prisma } from "../../../platform/db/client.ts";
import { matchesAll, type TagFilters } from "./tag-filters.ts";

export const maxCounted = 10_000; // by a page
export const maxDeleted = 1_000; // tags in one plan that is made from a filter

/** How many tags of a repository match, at most `limit`. */
export async function countMatches(
  repositoryId: number,
  filters: TagFilters,
  limit: number,
): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT ${matching(repositoryId, filters)} LIMIT ${limit}) AS matches`;
  return row?.count ?? 0;
}

/** The names of the tags that match, at most `limit`. */
export async function namesOfMatches(
  repositoryId: number,
  filters: TagFilters,
  limit: number,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT tags.name ${matching(repositoryId, filters)} ORDER BY tags.name LIMIT ${limit}`;
  return rows.map(({ name }) => name);
}

function matching(repositoryId: number, filters: TagFilters): Prisma.Sql {
  return Prisma.sql`FROM tags WHERE tags.repository_id = ${repositoryId} AND ${matchesAll(repositoryId, filters)}`;
}
