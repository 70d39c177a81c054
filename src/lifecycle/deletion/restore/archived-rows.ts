import { db, Prisma, type Tx } from "../../../platform/db/client.ts";

/** Tables whose rows are deleted directly; rows of other tables are deleted with them. */
export type Root = "teams" | "namespaces" | "repositories";

const allRoots: readonly Root[] = ["teams", "namespaces", "repositories"];

/** Not archived: what events of the registry restore, the plans themselves, and what is over after a day. */
const notArchived = ["manifests", "tags", "repositories", "deletion_plans", "hourly_counts"];

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
 * The tables from which rows are deleted with rows of the roots, each once and after the tables that it refers to. They
 * are read from Postgres's catalog, so that a new table needs no further work. The names are quoted for SQL.
 */
async function archivedTables(tx: Tx, roots: readonly Root[]): Promise<ArchivedTable[]> {
  const links = await cascadingLinks(tx);
  const parentsOf = (table: string) => links.filter((it) => it.table === table);
  const waiting = reachableFrom(roots, links);
  const placed = new Map<string, string>();
  while (waiting.size > 0) {
    const isReady = (table: string) =>
      parentsOf(table).every(({ parent }) => !waiting.has(parent) || parent === table);
    const [first = ""] = waiting;
    const table = [...waiting].find(isReady) ?? first; // tables that refer to each other come as they were found
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
  return links.filter(({ table }) => !notArchived.includes(table));
}

function reachableFrom(roots: readonly string[], links: readonly Link[]): Set<string> {
  const found = new Set(roots);
  for (const parent of found)
    for (const { table } of links.filter((it) => it.parent === parent)) found.add(table);
  return found;
}

/** Archives the rows that will be deleted with the given ones, rows that others refer to first. */
export async function archiveRows(
  tx: Tx,
  { planId, root, ids }: { planId: number; root: Root; ids: number[] },
): Promise<void> {
  for (const { table, where } of await archivedTables(tx, [root]))
    for (const id of ids)
      await tx.$executeRawUnsafe(
        `WITH ${withRoots} INSERT INTO deleted_rows (plan_id, root, root_id, relation, row)
         SELECT $2, $3, $4, $5, to_jsonb(t) FROM ${table} t WHERE ${where}`,
        JSON.stringify({ [root]: [id] }),
        planId,
        root,
        id,
        table,
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

/** Restores those archived rows of a plan that refer to existing rows. Rows that were not deleted stay as they are. */
export async function restoreRows(tx: Tx, planId: number): Promise<void> {
  for (const root of allRoots) {
    await tx.$executeRaw`
      DELETE FROM deleted_rows WHERE plan_id = ${planId} AND root = ${root}
        AND root_id IN (SELECT id FROM ${Prisma.raw(root)})`;
    const archived = await tx.$queryRaw<{ relation: string }[]>`
      SELECT relation FROM deleted_rows WHERE plan_id = ${planId} AND root = ${root}
      GROUP BY relation ORDER BY min(id)`;
    for (const { relation } of archived) await restoreRelation(tx, { planId, root, relation });
  }
  await tx.$executeRaw`
    UPDATE repositories SET tags_count = 0 WHERE id IN (
      SELECT root_id FROM deleted_rows WHERE plan_id = ${planId} AND root = 'repositories')`;
}

interface Column {
  name: string;
  parent: string | null; // the table that it refers to
  key: string | null;
  nullable: boolean; // set to null when that row is deleted
}

async function restoreRelation(
  tx: Tx,
  { planId, root, relation }: { planId: number; root: Root; relation: string },
): Promise<void> {
  const columns = await tx.$queryRaw<Column[]>`
    SELECT quote_ident(a.attname) AS name, c.confrelid::regclass::text AS parent,
      quote_ident(k.attname) AS key, coalesce(c.confdeltype = 'n', false) AS nullable
    FROM pg_attribute a
    LEFT JOIN pg_constraint c ON c.contype = 'f' AND c.conrelid = a.attrelid AND c.conkey = ARRAY[a.attnum]
    LEFT JOIN pg_attribute k ON k.attrelid = c.confrelid AND k.attnum = c.confkey[1]
    WHERE a.attrelid = ${relation}::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      AND EXISTS (SELECT FROM deleted_rows WHERE plan_id = ${planId} AND relation = ${relation} AND row ? a.attname)`;
  const exists = ({ name, parent, key }: Column) =>
    `EXISTS (SELECT FROM ${parent} p WHERE p.${key} = t.${name})`;
  const values = columns.map((it) =>
    it.parent && it.nullable ? `CASE WHEN ${exists(it)} THEN t.${it.name} END` : `t.${it.name}`,
  );
  const required = columns
    .filter((it) => it.parent && !it.nullable)
    .map((it) => `(t.${it.name} IS NULL OR ${exists(it)})`);
  await tx.$executeRawUnsafe(
    `INSERT INTO ${relation} (${columns.map(({ name }) => name).join(", ")})
     SELECT ${values.join(", ")} FROM deleted_rows d, jsonb_populate_record(NULL::${relation}, d.row) t
     WHERE ${["d.plan_id = $1", "d.root = $2", "d.relation = $3", ...required].join(" AND ")}
     ORDER BY d.id ON CONFLICT DO NOTHING`,
    planId,
    root,
    relation,
  );
}
