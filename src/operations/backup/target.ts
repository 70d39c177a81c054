import type pg from "pg";
import { CommandError } from "../../platform/command.ts";
import { datamodel } from "../../platform/db/migrations.ts";

/** Refuses a database from which a restore would delete something, or that a running Portus uses. */
export async function refuseUsed(client: pg.Client): Promise<void> {
  const found = await tablesIn(client);
  const ours = ownTables();
  const foreign = found.find((name) => !ours.has(name));
  if (foreign)
    throw refused(
      `The database has the table ${foreign}, which Portus ${found.includes("_prisma_migrations") ? "of this version does not have" : "did not create"}. A restore needs an empty database.`,
    );
  for (const [table, what] of [
    ["users", "people"],
    ["repositories", "repositories"],
  ] as const)
    if (found.includes(table) && (await hasRows(client, table)))
      throw refused(
        `This Portus has ${what}, and a restore replaces everything. Restore into a new instance: set PORTUS_DATA_DIR to a new directory, or DATABASE_URL to an empty database.`,
      );
  await refuseRunning(client);
}

/** The tables of this version. */
function ownTables(): Set<string> {
  const text = datamodel()
    .files.map(({ content }) => content)
    .join("\n");
  const mapped = [...text.matchAll(/@@map\("(\w+)"\)/g)].map(([, name = ""]) => name);
  return new Set([...mapped, "_prisma_migrations"]);
}

async function tablesIn(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
     ORDER BY relname`,
  );
  return rows.map(({ name }) => name);
}

async function hasRows(client: pg.Client, table: "users" | "repositories"): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM public.${table}) AS found`,
  );
  return rows[0]?.found === true;
}

async function refuseRunning(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
       AND application_name LIKE 'portus%' AND pid <> pg_backend_pid()) AS found`,
  );
  if (rows[0]?.found)
    throw refused(
      "A Portus is running on this database. Stop it, and run the command again: it would continue with keys and answers from before the restore.",
    );
}

const refused = (message: string) => new CommandError(message, 2);
