import type pg from "pg";
import { readMigrations } from "../../platform/db/migrations.ts";
import type { Manifest } from "./archive/entries.ts";
import { Unusable } from "./archive/unusable.ts";
import { quoted } from "./dump.ts";

type Migrations = Manifest["migrations"];

/** Refuses migrations that this version does not have. */
export function refuseNewer(migrations: Migrations): void {
  const ours = new Map(readMigrations().map(({ name, checksum }) => [name, checksum]));
  for (const { name, checksum } of migrations)
    if (ours.get(name) !== checksum)
      throw new Unusable(
        `The backup is of a newer Portus: its database has the migration ${name}, which this version ${ours.has(name) ? "has with another content" : "lacks"}. Restore it with that version.`,
      );
}

/** As Prisma creates it. Its rows are in the backup. */
const migrationsTable = `CREATE TABLE public._prisma_migrations (
  id varchar(36) PRIMARY KEY NOT NULL,
  checksum varchar(64) NOT NULL,
  finished_at timestamptz,
  migration_name varchar(255) NOT NULL,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`;

/** Replaces the schema by the one that these migrations make, without rows. Returns the names of its tables. */
export async function createSchema(
  client: pg.Client,
  migrations: Migrations,
): Promise<Set<string>> {
  const names = new Set(migrations.map(({ name }) => name));
  await dropAll(client);
  await client.query(migrationsTable);
  for (const { name, sql } of readMigrations().filter((it) => names.has(it.name)))
    await client.query(`${sql};\nSET CONSTRAINTS ALL IMMEDIATE`).catch((error) => {
      throw new Error(`The migration ${name} failed: ${error.message}`, { cause: error });
    });
  const tables = await tablesIn(client);
  await client.query(`TRUNCATE ${tables.map(quoted).join(", ")}`); // some migrations add rows
  return new Set(tables);
}

/** Drops what Portus created in an empty instance. Extensions stay, because only some accounts may create them. */
async function dropAll(client: pg.Client): Promise<void> {
  await dropEach(client, "TABLE", "pg_class", "oid::regclass", "relnamespace", "relkind = 'r'");
  await dropEach(client, "ROUTINE", "pg_proc", "oid::regprocedure", "pronamespace", "true");
  await dropEach(client, "TYPE", "pg_type", "oid::regtype", "typnamespace", "typtype = 'e'");
}

async function dropEach(client: pg.Client, ...[kind, catalogue, name, space, which]: string[]) {
  const { rows } = await client.query<{ name: string }>(
    `SELECT ${name} AS name FROM ${catalogue}
     WHERE ${space} = 'public'::regnamespace AND ${which}
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = '${catalogue}'::regclass AND objid = ${catalogue}.oid AND deptype = 'e')`,
  );
  for (const row of rows) await client.query(`DROP ${kind} IF EXISTS ${row.name} CASCADE`);
}

async function tablesIn(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
  );
  return rows.map(({ name }) => name);
}

/**
 * Runs work without foreign keys and triggers: rows come table by table, and the counts that triggers keep are among
 * them. Adding the keys again checks all rows.
 */
export async function withoutChecks(
  client: pg.Client,
  tables: Iterable<string>,
  work: () => Promise<void>,
): Promise<void> {
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(
    `SELECT conrelid::regclass AS table, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'f'`,
  );
  for (const { table, name } of keys)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  for (const table of tables)
    await client.query(`ALTER TABLE ${quoted(table)} DISABLE TRIGGER USER`);
  await work();
  for (const table of tables)
    await client.query(`ALTER TABLE ${quoted(table)} ENABLE TRIGGER USER`);
  for (const { table, name, definition } of keys)
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
}
