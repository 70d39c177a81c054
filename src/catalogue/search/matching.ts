import { db, Prisma, pool } from "../../platform/db/client.ts";

/** How to find a name that was not typed in full, or not right. */
export interface Matching {
  /** A condition on a column. */
  matches(column: Prisma.Sql): Prisma.Sql;
  /** What comes first: the very name, then what begins like it, then the rest. */
  rank(column: Prisma.Sql): Prisma.Sql;
}

/** Finds what holds a name, which is in small letters. */
export function holding(name: string): Matching {
  const literal = name.replace(/[\\%_]/g, "\\$&");
  return {
    matches: (column) => Prisma.sql`lower(${column}) LIKE ${`%${literal}%`}`,
    rank: (column) => Prisma.sql`CASE
      WHEN lower(${column}) = ${name} THEN 0
      WHEN lower(${column}) LIKE ${`%/${literal}`} THEN 1
      WHEN lower(${column}) LIKE ${`${literal}%`} OR lower(${column}) LIKE ${`%/${literal}%`} THEN 2
      ELSE 3 END, length(${column}), ${column}`,
  };
}

/** Finds what is written much like a name; null where the database can't, or the name is too short to be like anything. */
export async function likening(name: string): Promise<Matching | null> {
  if (name.length < 3 || !(await knowsLikeness())) return null;
  return {
    matches: (column) => Prisma.sql`${name} <% lower(${column})`,
    rank: (column) => Prisma.sql`word_similarity(${name}, lower(${column})) DESC, ${column}`,
  };
}

const known = new WeakMap<object, Promise<boolean>>();

/** Whether this database has pg_trgm: the migration sets it up where it may. */
function knowsLikeness(): Promise<boolean> {
  const remembered = known.get(pool);
  if (remembered) return remembered;
  const asked = db.$queryRaw<{ there: boolean }[]>`
    SELECT to_regproc('word_similarity') IS NOT NULL AS there`.then(([row]) => row?.there ?? false);
  asked.catch(() => known.delete(pool));
  known.set(pool, asked);
  return asked;
}
