import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
} from "node:fs";
import { join } from "node:path";

/** A head of the audit chain that was recorded outside the database. */
export interface Anchor {
  head: string;
  position: bigint;
  at: string; // ISO 8601
}

/** Where anchors were read from. */
export interface AnchorSource {
  name: string;
  anchors: Anchor[];
}

export const anchorFile = (dataDir: string) => join(dataDir, "audit-anchors");

/** What else `bin/up` and Portus leave in the data directory that has anchors. */
const otherFiles = ["audit-anchors.1", "portus.log", "portus.log.1"];

export const isHead = (text: string) => /^\d{1,19}:[\w-]{43}$/.test(text);

// An anchor file has lines "TIME HEAD"; "TIME lost HEAD" repeats one that the chain no longer contained.
const fileLine = /(?:^| )(\d{4}-\S{1,30}Z) (lost )?(\d{1,19}:[\w-]{43})$/;
// In a line of the log, quotes that came from outside are escaped: nobody can inject an anchor by a request.
const logLine = /"time":(\d{1,15}),.{0,200}"head":"(\d{1,19}:[\w-]{43})"/;

/** The anchors in an anchor file or in a log of Portus; other lines are passed over. */
export function anchorsIn(text: string): Anchor[] {
  return text.split("\n").flatMap((line) => {
    const [, at, , head] = fileLine.exec(line.trimEnd()) ?? [];
    if (at && head) return [{ head, position: positionOf(head), at }];
    const [, time, logged] = logLine.exec(line.slice(0, 2_000)) ?? [];
    if (!time || !logged) return [];
    return [
      { head: logged, position: positionOf(logged), at: new Date(Number(time)).toISOString() },
    ];
  });
}

export const positionOf = (head: string) => BigInt(head.slice(0, head.indexOf(":")));

/** The anchors in the data directory: in its anchor files, and in the log of bin/up. */
export function anchorsOfDirectory(dataDir: string): AnchorSource[] {
  const files = [anchorFile(dataDir), ...otherFiles.map((name) => join(dataDir, name))];
  return files.filter((file) => existsSync(file)).map(readAnchors);
}

export function readAnchors(file: string): AnchorSource {
  return { name: file, anchors: anchorsIn(readFileSync(file, "utf8")) };
}

const tailLength = 256; // bytes: more than two lines

/** The newest anchor in a file; null if it has none. */
export function lastAnchor(file: string): Anchor | null {
  if (!existsSync(file)) return null;
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, tailLength));
    readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
    return anchorsIn(buffer.toString("utf8")).at(-1) ?? null;
  } finally {
    closeSync(descriptor);
  }
}

const maxBytes = 4 * 1024 * 1024;

/**
 * Appends a head, after the anchor that the chain no longer contains, if there is one. Both are one write, so that several
 * processes can share a file.
 */
export function appendAnchor(file: string, head: string, lost: Anchor | null): void {
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  const kept = rotate(file);
  const at = new Date().toISOString();
  const lines = [...kept, ...(lost ? [`${at} lost ${lost.head}`] : []), `${at} ${head}`];
  appendFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
}

/**
 * Renames a large file. The newest anchor proves what every earlier one does, because each was compared with the chain
 * before the next was added; the lost ones prove more and are returned, to be the first of the new file.
 */
function rotate(file: string): string[] {
  if (!existsSync(file) || statSync(file).size < maxBytes) return [];
  const lost = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.includes(" lost "));
  renameSync(file, `${file}.1`);
  return lost;
}
