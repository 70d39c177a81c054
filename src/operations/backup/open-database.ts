import { existsSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { CommandError } from "../../platform/command.ts";
import { config } from "../../platform/config/config.ts";
import { openFirst } from "../../platform/db/connections.ts";
import { startEmbedded } from "../../platform/db/embedded.ts";
import { runningUrl } from "../../platform/db/running.ts";

/** Runs work with a connection to the database as it is: nothing is created or migrated, unlike for other commands. */
export async function withDatabase<T>(
  work: (client: pg.Client, url: string) => Promise<T>,
): Promise<T> {
  const { url, stop } = await open();
  try {
    const client = await openFirst(url, "portus-backup", { statementTimeoutMs: 0 });
    try {
      return await work(client, url);
    } finally {
      await client.end();
    }
  } finally {
    await stop();
  }
}

async function open(): Promise<{ url: string; stop: () => Promise<void> }> {
  const given = config.databaseDirectUrl ?? config.databaseUrl;
  if (given) return { url: given, stop: async () => {} };
  const directory = join(config.dataDir, "postgres");
  const url = runningUrl(directory);
  return url ? { url, stop: async () => {} } : startEmbedded(directory);
}

/** Refuses to back up a data directory without a database: a new one would be created for it. */
export function refuseMissingDatabase(): void {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl || existsSync(join(dataDir, "postgres", "data"))) return;
  throw new CommandError(
    `There is no database in ${dataDir}, and DATABASE_URL is not set. Set PORTUS_DATA_DIR or DATABASE_URL as they are for the running Portus.`,
    2,
  );
}
