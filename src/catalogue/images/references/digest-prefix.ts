import { db, Prisma } from "../../../platform/db/client.ts";
import type { DigestQuery } from "./query.ts";

const indexedLength = 16; // characters of the digest that the indexes have

/**
 * SQL: whether a digest begins so. The indexes have the beginning of the digest without its algorithm, which is enough
 * to find the few that match.
 */
export function beginsSo(column: Prisma.Sql, { algorithm, hex }: DigestQuery): Prisma.Sql {
  const start = Prisma.sql`left(split_part(${column}, ':', 2), 16) COLLATE "C"`;
  const indexed =
    hex.length < indexedLength
      ? Prisma.sql`${start} LIKE ${`${hex}%`}`
      : Prisma.sql`${start} = ${hex.slice(0, indexedLength)}`;
  return Prisma.sql`(${indexed} AND ${column} LIKE ${`${algorithm ?? "%"}:${hex}%`})`;
}

/** The digests in a repository that begin so: two at most, because a second one says that more digits are needed. */
export async function digestsBeginning(
  repositoryId: number,
  beginning: DigestQuery,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ digest: string }[]>`
    SELECT digest FROM manifests
    WHERE repository_id = ${repositoryId} AND ${beginsSo(Prisma.sql`digest`, beginning)} LIMIT 2`;
  return rows.map(({ digest }) => digest);
}
