import { db, Prisma, type Tx } from "./client.ts";

/** A column, with its table, by which rows refer to an id. */
type Reference =
  | "application_tokens.user_id"
  | "memberships.team_id"
  | "namespaces.team_id"
  | "repositories.namespace_id"
  | "stars.repository_id";

/**
 * Adds to each row of a page how many rows of other tables refer to it, under the given names. Prisma's `_count` would
 * aggregate the whole other table.
 */
export async function withCounts<Row extends { id: number }, Name extends string>(
  rows: readonly Row[],
  references: Record<Name, Reference>,
  tx: Tx = db,
): Promise<(Row & Record<Name, number>)[]> {
  const ids = rows.map(({ id }) => id);
  const columns = Object.entries<Reference>(references).map(([name, reference]) => {
    const [table] = reference.split(".");
    return Prisma.raw(
      `(SELECT count(*)::int FROM ${table} WHERE ${reference} = wanted.id) AS "${name}"`,
    );
  });
  const counted = await tx.$queryRaw<({ id: number } & Record<Name, number>)[]>`
    SELECT wanted.id, ${Prisma.join(columns)} FROM unnest(${ids}::int[]) AS wanted (id)`;
  const counts = new Map(counted.map((row) => [row.id, row]));
  return rows.map((row) => ({ ...row, ...counts.get(row.id) }) as Row & Record<Name, number>); // unnest keeps every id
}
