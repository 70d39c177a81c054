import { join, resolve } from "node:path";
import type pg from "pg";
import { peekAtSettings } from "../../platform/config/environment.ts";
import { openFirst } from "../../platform/db/connections.ts";
import { lastMigration } from "../../platform/db/migrate.ts";
import { runningUrl } from "../../platform/db/running.ts";
import { errorMessage } from "../../platform/error-fields.ts";
import { visibleJson } from "../../platform/terminal.ts";
import { revision, versionNumber } from "../../platform/version.ts";

interface Database {
  reached: boolean;
  version: string | null;
  last_migration: string | null;
  problem: string | null;
}

/** Works with wrong settings and creates no file: that is when people ask for the version. */
export async function versionReport(asJson: boolean): Promise<string> {
  const commit = revision().commit || null;
  const node = process.version.replace("v", "");
  const database = await databaseVersion();
  return asJson
    ? visibleJson(JSON.stringify({ version: versionNumber, commit, node, database }, null, 2))
    : [
        `Portus ${versionNumber}${commit ? ` (commit ${commit})` : ""}`,
        `Node ${node}`,
        ...linesOf(database),
      ].join("\n");
}

function linesOf({ reached, version, last_migration, problem }: Database): string[] {
  if (!reached) return [`Database: not reached. ${problem}`];
  return [`Postgres ${version}`, `Last migration: ${last_migration ?? "none"}`];
}

const notReached = (problem: string): Database => ({
  reached: false,
  version: null,
  last_migration: null,
  problem,
});

async function databaseVersion(): Promise<Database> {
  const { env, problems } = peekAtSettings();
  if (!env) return notReached(`Settings are wrong: ${problems.join("; ")}.`);
  const url = env.DATABASE_URL ?? runningUrl(join(resolve(env.PORTUS_DATA_DIR), "postgres"));
  if (!url)
    return notReached(
      `Portus does not run on ${resolve(env.PORTUS_DATA_DIR)}, and DATABASE_URL is not set.`,
    );
  try {
    return await askDatabase(url);
  } catch (error) {
    return notReached(errorMessage(error));
  }
}

const timeoutMs = 2_000;

async function askDatabase(url: string): Promise<Database> {
  const limits = { pooled: true, connectTimeoutMs: timeoutMs }; // nothing has to be set for these questions
  const client = await openFirst(url, "portus-version", limits);
  try {
    return { reached: true, problem: null, ...(await answersOf(client)) };
  } finally {
    await client.end();
  }
}

async function answersOf(client: pg.Client) {
  const text = "SHOW server_version";
  const query: pg.QueryConfig & { query_timeout: number } = { text, query_timeout: timeoutMs };
  const { rows } = await client.query<{ server_version: string }>(query);
  const version = rows[0]?.server_version.split(" ")[0] ?? null;
  return { version, last_migration: await lastMigration(client) };
}
