import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { CommandError } from "../../platform/command.ts";
import { unseal } from "../../platform/seal.ts";
import { tableSum } from "./archive/check.ts";
import type { Entry, Manifest, Sequences } from "./archive/entries.ts";

/** Tables whose rows stay out: a backup that somebody else restores must sign nobody in. */
const leftOut = new Set(["sessions"]);

const maxPieceLength = 1_000_000; // bytes of rows in one entry

export interface Secrets {
  secret: string;
  eventsSecret: string;
}

interface Table {
  name: string;
  columns: string[];
}

/** Begins the one snapshot that a backup is made of, and returns the applied migrations, oldest first. */
export async function beginSnapshot(client: pg.Client): Promise<Manifest["migrations"]> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  await plainText(client);
  const { rows } = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS exists",
  );
  if (!rows[0]?.exists)
    throw new CommandError(
      "This database is not one of Portus: it has no migrations. Check DATABASE_URL or PORTUS_DATA_DIR.",
      2,
    );
  const migrations = await client.query<Manifest["migrations"][number]>(
    `SELECT migration_name AS name, checksum FROM public._prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name COLLATE "C"`,
  );
  return migrations.rows;
}

/** The texts of values that every Postgres reads as the same values. */
export async function plainText(client: pg.Client): Promise<void> {
  await client.query(
    "SET LOCAL datestyle = ISO; SET LOCAL intervalstyle = postgres; SET LOCAL extra_float_digits = 3",
  );
}

/** Everything in the snapshot, table by table. `onTable` is called before each. */
export async function* dump(
  client: pg.Client,
  manifest: Manifest,
  onTable: (name: string) => void,
): AsyncGenerator<Entry> {
  yield manifest;
  const tables = await tablesIn(client);
  await client.query(`LOCK TABLE ${tables.map(({ name }) => quoted(name)).join(", ")}
    IN ACCESS SHARE MODE`); // a migration waits until the backup is finished
  for (const table of tables) {
    onTable(table.name);
    yield* dumpTable(client, table);
  }
  yield { kind: "end", sequences: await sequencesIn(client) };
}

async function* dumpTable(client: pg.Client, { name, columns }: Table): AsyncGenerator<Entry> {
  yield { kind: "table", name, columns };
  const sum = tableSum();
  if (!leftOut.has(name))
    for await (const bytes of client.query(copyTo(`COPY ${target(name, columns)} TO STDOUT`)))
      for (let at = 0; at < bytes.length; at += maxPieceLength) {
        const piece = bytes.subarray(at, at + maxPieceLength);
        sum.add(piece);
        yield { kind: "rows", bytes: piece };
      }
  yield { kind: "table end", ...sum.end() };
}

/** A table and its columns, as COPY names them. */
export const target = (name: string, columns: readonly string[]): string =>
  `${quoted(name)} (${columns.map((column) => pg.escapeIdentifier(column)).join(", ")})`;

export const quoted = (name: string): string => `public.${pg.escapeIdentifier(name)}`;

async function tablesIn(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT relname AS name, array_agg(attname::text ORDER BY attnum) AS columns
     FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
       AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
     GROUP BY relname ORDER BY relname COLLATE "C"`,
  );
  return rows;
}

/** Sequences are no part of a snapshot: they are at least as far as its rows. */
async function sequencesIn(client: pg.Client): Promise<Sequences> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY relname COLLATE "C"`,
  );
  const sequences: Sequences = [];
  for (const { name } of rows) {
    const last = await client.query<{ value: string; isCalled: boolean }>(
      `SELECT last_value::text AS value, is_called AS "isCalled" FROM ${quoted(name)}`,
    );
    sequences.push(...last.rows.map((row) => ({ name, ...row })));
  }
  return sequences;
}

/** Refuses to save a secret that does not open this database: a shell may have another environment than the server. */
export async function refuseOtherSecret(client: pg.Client, { secret }: Secrets): Promise<void> {
  const { rows } = await client.query<{ sealed_key: Buffer }>(
    "SELECT sealed_key FROM public.signing_keys ORDER BY id DESC LIMIT 1",
  );
  try {
    for (const { sealed_key } of rows) unseal(sealed_key, secret);
  } catch {
    throw new CommandError(
      "The secret of this environment does not open the keys in the database, so a backup with it would be of no use. " +
        "Run the command with the PORTUS_SECRET or PORTUS_DATA_DIR of the running Portus.",
      2,
    );
  }
}
