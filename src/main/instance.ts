import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { declareProviders } from "../identity/providers/declared.ts";
import { config } from "../platform/config/config.ts";
import { closeDataDirectory } from "../platform/config/data-directory.ts";
import { connect, db, disconnect, transaction } from "../platform/db/client.ts";
import { startEmbedded } from "../platform/db/embedded.ts";
import { withStartLock } from "../platform/db/locks.ts";
import { migrate } from "../platform/db/migrate.ts";
import { refusePooler } from "../platform/db/pooler.ts";
import { runningUrl } from "../platform/db/running.ts";
import { log } from "../platform/log.ts";
import { plural } from "../platform/plural.ts";
import { ensureRegistry } from "../registry/registries.ts";
import { caCertificate, ensureKeys } from "../registry/signing/keys.ts";
import { ensureGlobalNamespace } from "../tenancy/namespaces/own-namespaces.ts";

export interface Instance {
  url: string;
  /** Leads past a pooler to Postgres itself. */
  directUrl: string;
  close(): Promise<void>;
}

/** Connects to the database, creates the schema and the keys if they are missing, and saves what the environment declares. */
export async function openInstance(
  embedded = startEmbeddedPostgres,
  declare = declareAll,
): Promise<Instance> {
  closeDirectory();
  const { url, stop } = config.databaseUrl
    ? { url: config.databaseUrl, stop: async () => {} }
    : await embedded(join(config.dataDir, "postgres"));
  const directUrl = config.databaseDirectUrl ?? url;
  const close = async () => {
    await disconnect();
    await stop();
  };
  try {
    if (config.databaseUrl)
      await refusePooler(
        directUrl,
        config.databaseDirectUrl ? "DATABASE_DIRECT_URL" : "DATABASE_URL",
      );
    await withStartLock(directUrl, async () => {
      logMigrations(await migrate(directUrl));
      connect(url, directUrl);
      await declare();
      await ensureKeys();
    });
    writeCertificate();
    return { url, directUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A data directory on a read-only disk stays as it is. What needs to write there says so. */
function closeDirectory(): void {
  const { dataDir, databaseUrl } = config;
  try {
    closeDataDirectory(dataDir, { embedded: databaseUrl === undefined });
  } catch (error) {
    log.warn({ err: error, dataDir }, "the data directory could not be closed to other accounts");
  }
}

function logMigrations(migrations: readonly string[]): void {
  if (migrations.length === 0) return;
  log.info(`Applied ${plural(migrations.length, "migration")}`);
  log.debug({ migrations }, "migrations");
}

/**
 * Runs a command with the database of the running instance, or with its own if none is running. A command may have another
 * environment than the server, such as that of a shell, so it declares something only in an empty database.
 */
export function joinInstance(): Promise<Instance> {
  return openInstance(
    async (directory) => {
      const url = runningUrl(directory);
      return url ? { url, stop: async () => {} } : startEmbeddedPostgres(directory);
    },
    async () => {
      if ((await db.registry.count()) === 0) await declareAll();
    },
  );
}

async function declareAll(): Promise<void> {
  const registry = await ensureRegistry(config);
  await transaction((tx) => ensureGlobalNamespace(tx, registry));
  await declareProviders();
}

/** Writes the CA certificates for a registry on this machine. `bin/portus ca` prints the same. */
export function writeCertificate(): void {
  const file = join(config.dataDir, "ca.crt");
  try {
    writeFileSync(file, caCertificate());
  } catch (error) {
    log.warn({ err: error, file }, "the CA certificate could not be written");
  }
}

function startEmbeddedPostgres(directory: string) {
  return startEmbedded(directory, { onLog: (line) => log.debug({ line }, "postgres") });
}
