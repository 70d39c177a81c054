import { db, Prisma, type Tx } from "../../platform/db/client.ts";

/** What has rows of its own in other tables, which the database deletes with it. */
export type Root = "teams" | "namespaces" | "repositories";

/** What comes back by the registry's own events, and what keeps the rest. */
const left = ["manifests", "tags", "repositories", "deletion_plans"];

interface Link {
  table: string;
  column: string;
  parent: string;
  key: string;
}

interface Held {
  table: string;
  where: string; // with $1, the ids of the roots
}

/**
 * The tables from which the database deletes rows with a row of another. Asked of the database itself: a table that is
 * new is kept without anybody's doing. Its names are safe to write into SQL.
 */
async function held(tx: Tx, root: Root): Promise<Held[]> {
  const links = await tx.$queryRaw<Link[]>`
    SELECT c.conrelid::regclass::text AS table, quote_ident(a.attname) AS column,
      c.confrelid::regclass::text AS parent, quote_ident(k.attname) AS key
    FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    JOIN pg_attribute k ON k.attrelid = c.confrelid AND k.attnum = c.confkey[1]
    WHERE c.contype = 'f' AND c.confdeltype = 'c' AND c.connamespace = 'public'::regnamespace
    ORDER BY c.conrelid, c.oid`;
  const found: Held[] = [{ table: root, where: "id = ANY ($1::int[])" }];
  for (const { table: parent, where } of found)
    for (const { table, column, key } of links.filter((it) => it.parent === parent))
      if (!left.includes(table) && !where.includes(` FROM ${table} `))
        found.push({ table, where: `${column} IN (SELECT ${key} FROM ${parent} WHERE ${where})` });
  return found;
}

/** Keeps the rows of what is about to be deleted, those that others refer to first. */
export async function keepRows(
  tx: Tx,
  { planId, root, ids }: { planId: number; root: Root; ids: number[] },
): Promise<void> {
  for (const { table, where } of await held(tx, root))
    for (const id of ids)
      await tx.$executeRawUnsafe(
        `INSERT INTO deleted_rows (plan_id, root, root_id, relation, row)
         SELECT $2, $3, $4, $5, to_jsonb(t) FROM ${table} t WHERE ${where}`,
        ...[[id], planId, root, id, table],
      );
}

/** How many rows of which tables go with it. */
export async function countRows(root: Root, ids: readonly number[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { table, where } of await held(db, root)) {
    const sql = `SELECT count(*)::int AS count FROM ${table} WHERE ${where}`;
    const [row] = await db.$queryRawUnsafe<{ count: number }[]>(sql, ids);
    counts.set(table, (counts.get(table) ?? 0) + (row?.count ?? 0));
  }
  return counts;
}

/** Puts back all rows that a plan kept, as far as what they refer to is there. What was never gone stays as it is. */
export async function putRowsBack(tx: Tx, planId: number): Promise<void> {
  for (const root of ["teams", "namespaces", "repositories"] as const) {
    await tx.$executeRaw`
      DELETE FROM deleted_rows WHERE plan_id = ${planId} AND root = ${root}
        AND root_id IN (SELECT id FROM ${Prisma.raw(root)})`;
    const kept = await tx.$queryRaw<{ relation: string }[]>`
      SELECT relation FROM deleted_rows WHERE plan_id = ${planId} AND root = ${root}
      GROUP BY relation ORDER BY min(id)`;
    for (const { relation } of kept) await putRelationBack(tx, { planId, root, relation });
  }
  await tx.$executeRaw`
    UPDATE repositories SET tags_count = 0 WHERE id IN (
      SELECT root_id FROM deleted_rows WHERE plan_id = ${planId} AND root = 'repositories')`;
}

interface Column {
  name: string;
  parent: string | null; // the table that it refers to
  key: string | null;
  emptied: boolean; // whether it is emptied when that is deleted
}

async function putRelationBack(
  tx: Tx,
  { planId, root, relation }: { planId: number; root: Root; relation: string },
): Promise<void> {
  const columns = await tx.$queryRaw<Column[]>`
    SELECT quote_ident(a.attname) AS name, c.confrelid::regclass::text AS parent,
      quote_ident(k.attname) AS key, coalesce(c.confdeltype = 'n', false) AS emptied
    FROM pg_attribute a
    LEFT JOIN pg_constraint c ON c.contype = 'f' AND c.conrelid = a.attrelid AND c.conkey = ARRAY[a.attnum]
    LEFT JOIN pg_attribute k ON k.attrelid = c.confrelid AND k.attnum = c.confkey[1]
    WHERE a.attrelid = ${relation}::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      AND EXISTS (SELECT FROM deleted_rows WHERE plan_id = ${planId} AND relation = ${relation} AND row ? a.attname)`;
  const there = ({ name, parent, key }: Column) =>
    `EXISTS (SELECT FROM ${parent} p WHERE p.${key} = t.${name})`;
  const given = columns.map((it) =>
    it.parent && it.emptied ? `CASE WHEN ${there(it)} THEN t.${it.name} END` : `t.${it.name}`,
  );
  const needed = columns
    .filter((it) => it.parent && !it.emptied)
    .map((it) => `(t.${it.name} IS NULL OR ${there(it)})`);
  await tx.$executeRawUnsafe(
    `INSERT INTO ${relation} (${columns.map(({ name }) => name).join(", ")})
     SELECT ${given.join(", ")} FROM deleted_rows d, jsonb_populate_record(NULL::${relation}, d.row) t
     WHERE ${["d.plan_id = $1", "d.root = $2", "d.relation = $3", ...needed].join(" AND ")}
     ORDER BY d.id ON CONFLICT DO NOTHING`,
    ...[planId, root, relation],
  );
}
