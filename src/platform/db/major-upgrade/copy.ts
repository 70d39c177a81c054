import { rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { plural } from "../../plural.ts";
import { openClient } from "../connections.ts";
import { appliedMigrations, migrate } from "../migrate.ts";

export interface Copied {
  tables: number;
  rows: number;
}

interface Table {
  name: string; // quoted, with its schema
  columns: string; // quoted, without generated ones
}

/**
 * Copies the database of a Portus to an empty one: applies the migrations that the first has, and copies the rows through
 * files in `folder`, which both servers can write. Throws if a table then has another number of rows. The schedules in the
 * schema pgboss are not copied: each start makes them.
 */
export async function copyDatabase(from: string, to: string, folder: string): Promise<Copied> {
  const unlimited = { statementTimeoutMs: 0 };
  const source = await openClient(from, "portus-upgrade", unlimited);
  const target = await openClient(to, "portus-upgrade", unlimited);
  try {
    await migrate(to, await appliedMigrations(source));
    const tables = await tablesOf(source);
    await copyRows(tables, { source, target, folder });
    await copySequences(source, target);
    await target.query("ANALYZE");
    return { tables: tables.length, rows: await compareCounts(tables, source, target) };
  } finally {
    await source.end();
    await target.end();
  }
}

async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name,
       string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
       AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     GROUP BY n.nspname, c.relname ORDER BY c.relname`,
  );
  return rows;
}

interface Between {
  source: pg.Client;
  target: pg.Client;
  folder: string;
}

/** Without triggers and foreign keys: the rows are as the source's left them. Migrations insert rows, too, which are replaced. */
async function copyRows(tables: Table[], { source, target, folder }: Between): Promise<void> {
  await target.query("SET session_replication_role = replica");
  if (tables.length > 0)
    await target.query(`TRUNCATE ${tables.map(({ name }) => name).join(", ")}`);
  const file = join(folder, "rows");
  const path = pg.escapeLiteral(file);
  for (const { name, columns } of tables) {
    await source.query(`COPY ${name} (${columns}) TO ${path}`);
    await target.query(`COPY ${name} (${columns}) FROM ${path}`);
    rmSync(file);
  }
}

async function copySequences(source: pg.Client, target: pg.Client): Promise<void> {
  const { rows } = await source.query<{ name: string; value: string }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name, last_value AS value
     FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL`,
  );
  for (const { name, value } of rows) await target.query("SELECT setval($1, $2)", [name, value]);
}

/** Returns how many rows there are in all. */
async function compareCounts(
  tables: Table[],
  source: pg.Client,
  target: pg.Client,
): Promise<number> {
  let all = 0;
  for (const { name } of tables) {
    const [before, after] = [await countOf(name, source), await countOf(name, target)];
    if (after !== before)
      throw new Error(`${name} has ${plural(before, "row")}, and its copy ${after}.`);
    all += before;
  }
  return all;
}

async function countOf(table: string, client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`SELECT count(*) AS count FROM ${table}`);
  return Number(rows[0]?.count);
}
