import { db, Prisma } from "../../platform/db/client.ts";
import { escapeLike } from "../../platform/db/text.ts";
import type { Located } from "../../platform/reference.ts";
import { repositoryVisibleTo } from "../../tenancy/policy/visible.ts";
import { fullName, located, type Matches, type MatchQuery, matchesOf } from "./matches.ts";

export interface TagMatch extends Located {
  id: number;
  name: string;
  pushedAt: Date;
}

/** Tags of matching repositories: the exact tag first, then tags that start with it. Relies on the index tags_search. */
export function findTags({ actor, by, size }: MatchQuery, tag: string) {
  const begins = `${escapeLike(tag)}%`;
  return matchesOf<TagMatch>(db.$queryRaw`
    SELECT tags.id, tags.name, ${located}, tags.pushed_at AS "pushedAt",
      count(*) OVER ()::int AS count
    FROM repositories JOIN namespaces ON namespaces.id = repositories.namespace_id
      JOIN tags ON tags.repository_id = repositories.id
    WHERE ${by.matches(fullName)} AND ${repositoryVisibleTo(actor)} AND tags.name COLLATE "C" LIKE ${begins}
    ORDER BY tags.name <> ${tag}, ${by.rank(fullName)}, tags.pushed_at DESC, tags.id LIMIT ${size}`);
}

/** Tags with this name in any repository, newest first; if there are none, tags whose names begin with it. */
export async function findTagsNamed(query: MatchQuery, tag: string): Promise<Matches<TagMatch>> {
  const exact = await anyTags(query, Prisma.sql`tags.name COLLATE "C" = ${tag}`);
  if (exact.count > 0) return exact;
  return anyTags(query, Prisma.sql`tags.name COLLATE "C" LIKE ${`${escapeLike(tag)}%`}`);
}

/** A million tags can begin with the same letter, so only so many are looked at, in alphabetical order. */
const maxConsidered = 5_000;

function anyTags({ actor, size }: MatchQuery, condition: Prisma.Sql) {
  return matchesOf<TagMatch>(db.$queryRaw`
    SELECT tags.id, tags.name, ${located}, tags.pushed_at AS "pushedAt", count(*) OVER ()::int AS count
    FROM (SELECT id, name, repository_id, pushed_at FROM tags WHERE ${condition}
        ORDER BY name COLLATE "C", repository_id LIMIT ${maxConsidered}) AS tags
      JOIN repositories ON repositories.id = tags.repository_id
      JOIN namespaces ON namespaces.id = repositories.namespace_id
    WHERE ${repositoryVisibleTo(actor)}
    ORDER BY tags.pushed_at DESC, tags.id DESC LIMIT ${size}`);
}
