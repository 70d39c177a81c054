import { db, Prisma, type Visibility } from "../../platform/db/client.ts";
import { escapeLike } from "../../platform/db/text.ts";
import type { Located } from "../../platform/reference.ts";
import { repositoryVisibleTo } from "../../tenancy/policy/visible.ts";
import { fullName, located, type MatchQuery, matchesOf, visibilityOf } from "./matches.ts";

export interface DescriptionMatch extends Located {
  id: number;
  visibility: Visibility;
  excerpt: string;
}

const [maxWords, minLength] = [6, 3];

/** The words of a text that descriptions are searched for; none if they are too short to say anything. */
export function wordsOf(text: string): string[] {
  const words = text.toLowerCase().split(/\s+/).slice(0, maxWords);
  return words.some((word) => word.length >= minLength) ? words : [];
}

/** Repositories whose description has all these words and whose name does not match. Relies on descriptions_search. */
export async function findDescriptions({ actor, by, size }: MatchQuery, words: readonly string[]) {
  const [first = ""] = words;
  const all = words.map(
    (word) => Prisma.sql`lower(repositories.description) LIKE ${`%${escapeLike(word)}%`}`,
  );
  const start = Prisma.sql`greatest(1, strpos(lower(repositories.description), ${first}) - ${before}::int)`;
  return matchesOf<DescriptionMatch>(db.$queryRaw`
    SELECT repositories.id, ${located}, ${visibilityOf} AS visibility, count(*) OVER ()::int AS count,
      CASE WHEN ${start} > 1 THEN '…' ELSE '' END || substr(repositories.description, ${start}, ${shown}::int)
        || CASE WHEN length(repositories.description) >= ${start} + ${shown}::int THEN '…' ELSE '' END AS excerpt
    FROM repositories JOIN namespaces ON namespaces.id = repositories.namespace_id
    WHERE repositories.description <> '' AND ${Prisma.join(all, " AND ")}
      AND NOT (${by.matches(fullName)}) AND ${repositoryVisibleTo(actor)}
    ORDER BY repositories.pushed_at DESC, repositories.id DESC LIMIT ${size}`);
}

const [before, shown] = [40, 160]; // characters of the description
