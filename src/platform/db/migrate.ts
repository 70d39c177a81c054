import pg from "pg";
import { errorMessage } from "../error-fields.ts";
import { openFirst } from "./connections.ts";
import { withEngine } from "./engine.ts";
import { lockSession, locks } from "./locks.ts";
import { type Migration, migrationList, noFilters, readMigrations } from "./migrations.ts";
import { canRunWith, noteOf, refusal } from "./newer-migrations.ts";

interface Applied {
  name: string;
  checksum: string;
  finished: boolean;
  note: string | null;
}

/** The migration that the database got last; null if it has none. */
export async function lastMigration(client: pg.Client): Promise<string | null> {
  if (!(await hasHistory(client))) return null;
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL
     ORDER BY finished_at DESC, migration_name DESC LIMIT 1`,
  );
  return rows[0]?.name ?? null;
}

/** Migrates the database, one process at a time; returns the names of the applied migrations. */
export async function migrate(url: string, migrations = readMigrations()): Promise<string[]> {
  const client = await openFirst(url, "portus-migrate", { statementTimeoutMs: 0 });
  try {
    if (missingFrom(await appliedIn(client), migrations).length === 0) return [];
    await lockSession(client, locks.migrations);
    const waiting = missingFrom(await appliedIn(client), migrations);
    if (waiting.length === 0) return [];
    await markInterrupted(client);
    return await apply(url, migrations, waiting);
  } finally {
    await client.end();
  }
}

/** The migrations that the database has, which this version must have, too. */
export async function appliedMigrations(client: pg.Client): Promise<Migration[]> {
  const applied = (await appliedIn(client)).filter((it) => it.finished);
  const ours = readMigrations();
  missingFrom(applied, ours);
  const unknown = applied.find(({ name }) => !ours.some((it) => it.name === name));
  if (unknown) throw new Error(refusal(unknown));
  return ours.filter(({ name }) => applied.some((it) => it.name === name));
}

/** Whether every migration of this version is in the database. One from a newer version may be there too. */
export async function schemaIsCurrent(pool: pg.Pool | pg.Client): Promise<boolean> {
  const applied = await appliedIn(pool);
  const names = new Set(applied.filter((it) => it.finished).map((it) => it.name));
  expected ??= readMigrations();
  return expected.every(({ name }) => names.has(name));
}

let expected: Migration[] | undefined;

async function appliedIn(client: pg.Pool | pg.Client): Promise<Applied[]> {
  if (!(await hasHistory(client))) return [];
  const { rows } = await client.query<Applied>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished, logs AS note
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  return rows;
}

async function hasHistory(client: pg.Pool | pg.Client): Promise<boolean> {
  const table = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there");
  return table.rows[0].there;
}

/** The migrations that the database still needs. Throws if its history differs from this version's. */
function missingFrom(applied: Applied[], ours: Migration[]): Migration[] {
  const checksums = new Map(ours.map(({ name, checksum }) => [name, checksum]));
  const newer = applied.filter((it) => it.finished && !checksums.has(it.name));
  const obstacle = newer.find((it) => !canRunWith(it));
  if (obstacle) throw new Error(refusal(obstacle));
  for (const { name, checksum } of applied) {
    if ((checksums.get(name) ?? checksum) !== checksum)
      throw new Error(
        `The migration ${name} was edited after it had been applied. ` +
          "Restore its file, and make the change in a new migration.",
      );
  }
  const finished = new Set(applied.filter((it) => it.finished).map((it) => it.name));
  return ours.filter(({ name }) => !finished.has(name));
}

/** A migration and its mark are one transaction, so an unfinished one changed nothing and can run again. */
async function markInterrupted(client: pg.Client): Promise<void> {
  if (!(await hasHistory(client))) return;
  await client.query(
    `UPDATE _prisma_migrations SET rolled_back_at = now()
     WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
  );
}

/** Runs in the transaction of the migration. Its note is for versions that lack it. */
const markFinished = (migration: Migration) => `UPDATE _prisma_migrations
  SET finished_at = now(), logs = ${pg.escapeLiteral(noteOf(migration))}
  WHERE finished_at IS NULL AND rolled_back_at IS NULL`;

async function apply(url: string, all: Migration[], waiting: Migration[]): Promise<string[]> {
  const input = { migrationsList: migrationList(all), filters: noFilters };
  const marks = new Map(waiting.map((it) => [it.sql, `${it.sql};\n${markFinished(it)}`]));
  const marking = (script: string) => marks.get(script) ?? script;
  try {
    const done = await withEngine(url, (engine) => engine.applyMigrations(input), marking);
    return done.appliedMigrationNames;
  } catch (error) {
    throw new Error(
      `The database could not be migrated ` +
        `(${waiting.map(({ name }) => name).join(", ")}): ${errorMessage(error).trim().replace(/\.$/, "")}. ` +
        "The failed migration was undone; the next start retries it.",
      { cause: error },
    );
  }
}
