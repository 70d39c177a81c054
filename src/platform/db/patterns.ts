import { expressionsOf } from "../patterns.ts";
import { Prisma } from "./client.ts";

/** SQL: covers() of a name. */
export function coveredBy(name: Prisma.Sql, patterns: readonly string[]): Prisma.Sql {
  const { included, excluded } = expressionsOf(patterns);
  if (included === null) return Prisma.sql`FALSE`;
  if (excluded === null) return Prisma.sql`${name} ~ ${included}`;
  return Prisma.sql`(${name} ~ ${included} AND ${name} !~ ${excluded})`;
}
