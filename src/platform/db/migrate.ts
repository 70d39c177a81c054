import type pg from "pg";
import { errorMessage } from "../error-fields.ts";
import { openFirst } from "./connections.ts";
import { withEngine } from "./engine.ts";
import { lockSession, locks } from "./locks.ts";
import { type Migration, migrationList, noFilters, readMigrations } from "./migrations.ts";

const markFinished = `UPDATE _prisma_migrations SET finished_at = now()
  WHERE finished_at IS NULL AND rolled_back_at IS NULL`;

interface Applied {
  name: string;
  checksum: string;
  finished: boolean;
}

/** Migrates the database, one process at a time; returns the names of the applied migrations. */
export async function migrate(url: string): Promise<string[]> {
  const client = await openFirst(url, "portus-migrate", { statementTimeoutMs: 0 });
  try {
    if (missingFrom(await appliedIn(client)).length === 0) return [];
    await lockSession(client, locks.migrations);
    const waiting = missingFrom(await appliedIn(client));
    if (waiting.length === 0) return [];
    await markInterrupted(client);
    return await apply(url, waiting);
  } finally {
    await client.end();
  }
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
  const table = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there");
  if (!table.rows[0].there) return [];
  const { rows } = await client.query<Applied>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  return rows;
}

/** The migrations that the database still needs. Throws if its history differs from this version's. */
function missingFrom(applied: Applied[]): Migration[] {
  const ours = readMigrations();
  const checksums = new Map(ours.map(({ name, checksum }) => [name, checksum]));
  for (const { name, checksum } of applied) {
    if (!checksums.has(name))
      throw new Error(
        `The database was set up by a newer Portus: it has the migration ${name}, which this version lacks. ` +
          "Start that version, or restore a backup from before the upgrade.",
      );
    if (checksums.get(name) !== checksum)
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
  const table = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there");
  if (!table.rows[0].there) return;
  await client.query(
    `UPDATE _prisma_migrations SET rolled_back_at = now()
     WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
  );
}

async function apply(url: string, waiting: Migration[]): Promise<string[]> {
  const input = { migrationsList: migrationList(), filters: noFilters };
  const scripts = new Set(waiting.map(({ sql }) => sql));
  const marking = (script: string) =>
    scripts.has(script) ? `${script};\n${markFinished}` : script;
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
