import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { open, rename, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type pg from "pg";
import { CommandError } from "../../platform/command.ts";
import { config } from "../../platform/config/config.ts";
import { errorMessage } from "../../platform/error-fields.ts";
import { versionNumber } from "../../platform/version.ts";
import { verifyArchive, writeArchive } from "./archive/archive.ts";
import type { Contents } from "./archive/check.ts";
import type { Manifest } from "./archive/entries.ts";
import { damaged } from "./archive/unusable.ts";
import { beginSnapshot, dump, refuseOtherSecret } from "./dump.ts";
import { refuseMissingDatabase, withDatabase } from "./open-database.ts";
import { passphraseFor } from "./passphrase.ts";

export interface Options {
  replace: boolean; // a file that exists
  onStep: (step: string) => void;
}

export interface Made {
  path: string;
  bytes: number;
  tables: number;
  rows: number;
}

/** Writes a backup beside `path`, reads it back, and then gives it its name. */
export async function makeBackup(path: string, { replace, onStep }: Options): Promise<Made> {
  const passphrase = passphraseFor("backup");
  if (!replace) refuseExisting(path);
  refuseMissingDatabase();
  const part = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.part`);
  const removePart = () => rmSync(part, { force: true });
  process.once("exit", removePart);
  try {
    const written = await withDatabase((client) => write(client, { part, passphrase, onStep }));
    onStep("reading it back");
    const { contents } = await verifyArchive(part, passphrase);
    if (!isDeepStrictEqual(contents, written)) throw damaged("it is not what was written");
    if (!replace) refuseExisting(path);
    await rename(part, path);
    await syncDirectory(dirname(path));
    return { path, bytes: (await stat(path)).size, ...totals(contents) };
  } finally {
    removePart();
    process.removeListener("exit", removePart);
  }
}

export const totals = ({ tables }: Contents) => ({
  tables: tables.size,
  rows: [...tables.values()].reduce((sum, { rows }) => sum + rows, 0),
});

function refuseExisting(path: string): void {
  if (existsSync(path))
    throw new CommandError(`${path} exists. Name a new file, or replace it with --force.`, 2);
}

interface Writing {
  part: string;
  passphrase: string;
  onStep: (step: string) => void;
}

async function write(client: pg.Client, { part, passphrase, onStep }: Writing): Promise<Contents> {
  const migrations = await beginSnapshot(client);
  const { secret, eventsSecret } = config;
  const manifest: Manifest = { kind: "manifest", secret, eventsSecret, migrations };
  await refuseOtherSecret(client, manifest);
  const about = {
    portus: versionNumber,
    migration: migrations.at(-1)?.name ?? "",
    createdAt: new Date().toISOString(),
  };
  const entries = dump(client, manifest, (table) => onStep(`writing ${table}`));
  try {
    return await writeArchive(part, { about, passphrase }, entries);
  } catch (error) {
    throw new Error(
      `The backup could not be written: ${errorMessage(error)}. Nothing is left of it.`,
      { cause: error },
    );
  }
}

/** The new name is on the disk, too. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
