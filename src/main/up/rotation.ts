import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import { errorCode } from "../../platform/error-fields.ts";
import { printError } from "../../platform/terminal.ts";

export interface Rotation {
  maxBytes: number; // Infinity: something else rotates the log
  files: number; // that are kept besides the log
}

const retryMs = 60_000;

/** A function that rotates a log if it is large. If that fails, as on a full disk, the log stays and it tries later. */
export function rotator(path: string, rotation: Rotation): () => void {
  let retryAt = 0;
  return () => {
    if (Date.now() < retryAt) return;
    try {
      rotateLog(path, rotation);
    } catch (error) {
      retryAt = Date.now() + retryMs;
      printError(`The log ${path} can't be rotated (${errorCode(error)}). It is tried again.`);
    }
  };
}

/**
 * Copies what is in a large log to a numbered file (1 is the newest), and empties it: the programs that write the log
 * keep it open. What they write during the copy is copied, too.
 */
export function rotateLog(path: string, { maxBytes, files }: Rotation): void {
  if (!existsSync(path) || statSync(path).size <= maxBytes) return;
  const copy = `${path}.new`;
  try {
    copyFileSync(path, copy);
  } catch (error) {
    rmSync(copy, { force: true });
    throw error;
  }
  for (let n = files; n > 1; n--)
    if (existsSync(`${path}.${n - 1}`)) renameSync(`${path}.${n - 1}`, `${path}.${n}`);
  renameSync(copy, `${path}.1`);
  copyRest(path, `${path}.1`);
  truncateSync(path);
}

/** Ends at the end of the log, so that nothing but the next call is between it and the truncation. */
function copyRest(from: string, to: string): void {
  const file = openSync(from, "r");
  const buffer = Buffer.alloc(64 * 1024);
  let position = statSync(to).size;
  for (;;) {
    const count = readSync(file, buffer, 0, buffer.length, position);
    if (count === 0) break;
    appendFileSync(to, buffer.subarray(0, count));
    position += count;
  }
  closeSync(file);
}
