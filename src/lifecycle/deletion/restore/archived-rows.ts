import { db, Prisma, type Tx } from "../../../platform/db/client.ts";

/** What has rows of its own in other tables, which the database deletes with it. */
export type Root = "teams" | "namespaces" | "repositories";

const allRoots: readonly Root[] = ["teams", "namespaces", "repositories"];

/** What comes back by the registry's own events, and what keeps the rest. */
const left = ["manifests", "tags", "repositories", "deletion_plans"];

interface Link {
  table: string;
  column: string;
  parent: string;
  key: string;
}

interface ArchivedTable {
  table: string;
  where: string; // reads the ids of the roots from `roots`
}

/**
 * The tables from which the database deletes rows together with rows of the roots, each once and after those that it
 * refers to. Postgres itself is asked: a new table is archived without further work. Its names are safe in SQL.
 */
async function archivedTables(tx: Tx, roots: readonly Root[]): Promise<ArchivedTable[]> {
  const links = await cascadingLinks(tx);
  const parentsOf = (table: string) => links.filter((it) => it.table === table);
  const waiting = reachableFrom(roots, links);
  const placed = new Map<string, string>();
  while (waiting.size > 0) {
    const isNext = (table: string) =>
      parentsOf(table).every(({ parent }) => !waiting.has(parent) || parent === table);
    const [first = ""] = waiting;
    const table = [...waiting].find(isNext) ?? first; // tables that refer to each other come as they were found
    const ways = parentsOf(table).flatMap(({ column, key, parent }) => {
      const where = placed.get(parent);
      return where ? [`${column} IN (SELECT ${key} FROM ${parent} WHERE ${where})`] : [];
    });
    if (isRoot(table)) ways.push(`id IN (SELECT id FROM roots WHERE root = '${table}')`);
    placed.set(table, `(${ways.join(" OR ")})`);
    waiting.delete(table);
  }
  return [...placed].map(([table, where]) => ({ table, where }));
}

const isRoot = (table: string) => allRoots.some((root) => root === table);

/** From $1, such as {"teams": [3]}. */
const withRoots = `roots AS (
  SELECT key AS root, id::int FROM jsonb_each($1::jsonb), jsonb_array_elements_text(value) AS id)`;

async function cascadingLinks(tx: Tx): Promise<Link[]> {
  const links = await tx.$queryRaw<Link[]>`
    SELECT c.conrelid::regclass::text AS table, quote_ident(a.attname) AS column,
      c.confrelid::regclass::text AS parent, quote_ident(k.attname) AS key
    FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    JOIN pg_attribute k ON k.attrelid = c.confrelid AND k.attnum = c.confkey[1]
    WHERE c.contype = 'f' AND c.confdeltype = 'c' AND c.connamespace = 'public'::regnamespace
    ORDER BY c.conrelid, c.oid`;
  return links.filter(({ table }) => !left.includes(table));
}

function reachableFrom(roots: readonly string[], links: readonly Link[]): Set<string> {
  const found = new Set(roots);
  for (const parent of found)
    for (const { table } of links.filter((it) => it.parent === parent)) found.add(table);
  return found;
}

/** Keeps the rows of what is about to be deleted, those that others refer to first. */
export async function keepRows(
  tx: Tx,
  { planId, root, ids }: { planId: number; root: Root; ids: number[] },
): Promise<void> {
  for (const { table, where } of await archivedTables(tx, [root]))
    for (const id of ids)
      await tx.$executeRawUnsafe(
        `WITH ${withRoots} INSERT INTO deleted_rows (plan_id, root, root_id, relation, row)
         SELECT $2, $3, $4, $5, to_jsonb(t) FROM ${table} t WHERE ${where}`,
        ...[JSON.stringify({ [root]: [id] }), planId, root, id, table],
      );
}

/** How many rows of which tables are deleted with some teams, namespaces and repositories, each row once. */
export async function countRows(
  ids: Readonly<Record<Root, readonly number[]>>,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table, where } of await archivedTables(db, allRoots)) {
    const sql = `WITH ${withRoots} SELECT count(*)::int AS count FROM ${table} WHERE ${where}`;
    const [row] = await db.$queryRawUnsafe<{ count: number }[]>(sql, JSON.stringify(ids));
    counts[table] = row?.count ?? 0;
  }
  return counts;
}

/** Puts back all rows that a plan kept, as far as what they refer to is there. What was never gone stays as it is. */
export async function putRowsBack(tx: Tx, planId: number): Promise<void> {
  for (const root of allRoots) {
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
