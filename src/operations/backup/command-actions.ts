import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { CommandError } from "../../platform/command.ts";
import { commandLine, fromCaller } from "../../platform/config/command-line.ts";
import { config } from "../../platform/config/config.ts";
import { formats } from "../../platform/http/pages/format.ts";
import { plural } from "../../platform/plural.ts";
import { printError, showProgress } from "../../platform/terminal.ts";
import type { Contents } from "./archive/check.ts";
import type { Header } from "./archive/header.ts";
import { type Made, makeBackup, totals } from "./make.ts";
import { passphraseFor } from "./passphrase.ts";
import { checkBackup, type Restored, restoreBackup } from "./restore.ts";

/** Writes a backup to a file or to standard output. */
export async function backupTo(
  file: string,
  { replace }: { replace: boolean },
): Promise<string | undefined> {
  const began = performance.now();
  const make = (path: string) => makeBackup(path, { replace, onStep: showProgress });
  endOnInterrupt();
  if (file !== "-") return madeText(await make(fromCaller(file)), performance.now() - began);

  if (process.stdout.isTTY)
    throw new CommandError("A backup is not text. Redirect it: bin/portus backup - > FILE", 2);
  await withTemporary(async (path) => {
    const made = await make(path);
    await pipeline(createReadStream(path), process.stdout, { end: false });
    printError(madeText({ ...made, path: "standard output" }, performance.now() - began));
  });
  return undefined;
}

/** Restores a backup from a file or from standard input. */
export async function restoreFrom(file: string): Promise<string> {
  const began = performance.now();
  const restored = await withInput(file, (path) => restoreBackup(path, showProgress));
  return restoredText(restored, performance.now() - began);
}

/** Only reads a backup. */
export async function checkFrom(file: string): Promise<string> {
  const { header, contents } = await withInput(file, checkBackup);
  return `The backup can be restored. ${aboutText(header, contents)}`;
}

/** An interrupted command removes its unfinished file. */
function endOnInterrupt(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => process.exit(signal === "SIGINT" ? 130 : 143));
}

/** A backup is read twice, so standard input is saved first. It stays encrypted. */
async function withInput<T>(file: string, work: (path: string) => Promise<T>): Promise<T> {
  passphraseFor("restore");
  if (file !== "-") return work(fromCaller(file));
  return withTemporary(async (path) => {
    await pipeline(process.stdin, createWriteStream(path, { mode: 0o600, flags: "wx" }));
    return work(path);
  });
}

async function withTemporary<T>(work: (path: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "portus-backup-"));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    return await work(join(directory, "backup"));
  } finally {
    remove();
  }
}

const blobs =
  "The blobs of the registry are not in it: copy the storage of the registry (with bin/up: registry/storage in the data directory), or the bucket that has it.";

function madeText({ path, bytes, tables, rows }: Made, ms: number): string {
  return [
    `Backed up to ${path}: ${plural(rows, "row")} in ${plural(tables, "table")}, ${formats.bytes(bytes)}, in ${seconds(ms)}. It was read back, and is complete.`,
    blobs,
    "Store the passphrase somewhere else: without it, nobody can restore the backup.",
  ].join("\n");
}

function aboutText(header: Header, contents: Contents): string {
  const { tables, rows } = totals(contents);
  return `It was made at ${header.createdAt} by Portus ${header.portus}, and has ${plural(rows, "row")} in ${plural(tables, "table")}.`;
}

function restoredText(restored: Restored, ms: number): string {
  const { header, contents, migrations, leftOut } = restored;
  return [
    `Restored in ${seconds(ms)}. ${aboutText(header, contents)}`,
    migrations.length > 0 &&
      `${plural(migrations.length, "migration")} brought it to this version.`,
    leftOut.length > 0 && `Left out, because Portus has no such tables: ${leftOut.join(", ")}.`,
    config.given.values.PORTUS_SECRET === undefined &&
      `Its secret is in ${join(config.dataDir, "secret")}. Other replicas need the same one.`,
    restored.hasOtherEventsSecret &&
      "PORTUS_EVENTS_SECRET is not the one that the registry sends. Set it to the former one, or write the registry's config again.",
    "Everybody is signed out of the pages. Tokens and passwords are those of that time: revoke again what was revoked since.",
    blobs.replace("are not in it: copy", "were not in it: restore"),
    `Start Portus, and then run ${commandLine("bin/portus doctor")}. The next sync compares the catalogue with the registry.`,
  ]
    .filter(Boolean)
    .join("\n");
}

const seconds = (ms: number) => plural(Math.max(1, Math.round(ms / 1000)), "second");
