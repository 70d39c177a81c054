import { accessSync, constants, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { closeDataDirectory } from "../../platform/config/data-directory.ts";
import { errorCode } from "../../platform/error-fields.ts";

const exitTimeoutMs = 20_000; // the parts of a killed bin/up end by themselves within this time

/** Claims the data directory until the returned function is called. Throws if it is not writable or another bin/up runs on it. */
export async function claim(directory: string, parts: string[]): Promise<() => void> {
  ensureWritable(directory);
  const file = join(directory, "up.pid");
  const other = running(file);
  if (other)
    throw new Error(
      `bin/up already runs on ${directory} (pid ${other}). Stop it, or choose another: PORTUS_DATA_DIR=… PORT=… REGISTRY_PORT=… bin/up`,
    );
  writeFileSync(file, identityOf(process.pid) ?? "");
  for (const part of parts) await waitForExit(part);
  return () => rmSync(file, { force: true });
}

function ensureWritable(directory: string): void {
  try {
    closeDataDirectory(directory, { embedded: true });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    writeFileSync(join(directory, ".writable"), "");
    rmSync(join(directory, ".writable"));
  } catch (error) {
    throw new Error(
      `The data directory ${directory} can't be written (${errorCode(error)}). Make it writable, or choose another: PORTUS_DATA_DIR=… bin/up`,
    );
  }
}

async function waitForExit(pidFile: string): Promise<void> {
  for (let waited = 0; waited < exitTimeoutMs; waited += 100) {
    if (!running(pidFile)) return;
    await pause(100);
  }
  throw new Error(
    `A process of an earlier run is still running: pid ${running(pidFile)}. Stop it, then start again.`,
  );
}

/** A process id with its start time, which together are unique. */
export function identityOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? undefined : `${pid} ${fields[18]}`;
  } catch {
    return undefined;
  }
}

/** The process in a pid file, if it is still running. */
export function running(pidFile: string): number | undefined {
  try {
    const identity = readFileSync(pidFile, "utf8");
    const pid = Number.parseInt(identity, 10);
    return identityOf(pid) === identity ? pid : undefined;
  } catch {
    return undefined;
  }
}
