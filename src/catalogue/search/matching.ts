import { db, Prisma, pool } from "../../platform/db/client.ts";
import { escapeLike } from "../../platform/db/text.ts";

/** Finds names that were typed in part or with mistakes. */
export interface Matching {
  matches(column: Prisma.Sql): Prisma.Sql;
  /** The order: exact matches, then prefixes, then the rest. The names are lower case, which saves most of the time. */
  rank(name: Prisma.Sql): Prisma.Sql;
}

/** Matches names that contain this one, which must be lower case. */
export function containing(name: string): Matching {
  if (name === "") return everything;
  const literal = escapeLike(name);
  return {
    matches: (column) => Prisma.sql`lower(${column}) LIKE ${`%${literal}%`}`,
    rank: (lower) => Prisma.sql`CASE
      WHEN ${lower} = ${name} THEN 0
      WHEN ${lower} LIKE ${`%/${literal}`} THEN 1
      WHEN ${lower} LIKE ${`${literal}%`} OR ${lower} LIKE ${`%/${literal}%`} THEN 2
      ELSE 3 END, length(${lower}), ${lower}`,
  };
}

/** No name is better than another, so an index can give the order, and a page is read without the rest. */
const everything: Matching = {
  matches: () => Prisma.sql`TRUE`,
  rank: (lower) => Prisma.sql`${lower} COLLATE "C"`,
};

/** Matches similar names; null if the database lacks pg_trgm, or the name is shorter than 3 or longer than 64 characters. */
export async function similarTo(name: string): Promise<Matching | null> {
  const isComparable = name.length >= 3 && name.length <= 64; // the time grows with the length
  if (!isComparable || !(await hasTrigrams())) return null;
  return {
    matches: (column) => Prisma.sql`${name} <% lower(${column})`,
    rank: (lower) => Prisma.sql`word_similarity(${name}, ${lower}) DESC, ${lower}`,
  };
}

const cache = new WeakMap<object, Promise<boolean>>();

/** Whether this database has pg_trgm. The migration creates it if its role has the right to. */
function hasTrigrams(): Promise<boolean> {
  const cached = cache.get(pool);
  if (cached) return cached;
  const asked = db.$queryRaw<{ there: boolean }[]>`
    SELECT to_regproc('word_similarity') IS NOT NULL AS there`.then(([row]) => row?.there ?? false);
  asked.catch(() => cache.delete(pool));
  cache.set(pool, asked);
  return asked;
}
