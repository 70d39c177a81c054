import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { parseJson } from "../../../platform/json.ts";
import { damaged } from "./unusable.ts";

const maxFrameLength = 4_000_000; // bytes of one frame
const name = text(63, { kind: "raw" }); // as Postgres limits names

const Manifest = z.strictObject({
  kind: z.literal("manifest"),
  secret: text(10_000, { kind: "raw" }),
  eventsSecret: text(10_000, { kind: "raw" }),
  migrations: z
    .array(z.strictObject({ name: text(255), checksum: text(64) }))
    .min(1)
    .max(10_000),
});

const Table = z.strictObject({
  kind: z.literal("table"),
  name,
  columns: z.array(name).min(1).max(1_600),
});

const TableEnd = z.strictObject({
  kind: z.literal("table end"),
  rows: z.int().nonnegative(),
  sha256: text(64),
});

const End = z.strictObject({
  kind: z.literal("end"),
  sequences: z
    .array(z.strictObject({ name, value: text(20).regex(/^-?\d{1,19}$/), isCalled: z.boolean() }))
    .max(10_000),
});

const Note = z.discriminatedUnion("kind", [Manifest, Table, TableEnd, End]);

export type Manifest = z.infer<typeof Manifest>;
export type Sequences = z.infer<typeof End>["sequences"];

/** What a backup consists of: the manifest; each table, its rows as COPY writes them, its end; the end. */
export type Entry = z.infer<typeof Note> | { kind: "rows"; bytes: Buffer };

const noteMark = 0x4e; // N
const rowsMark = 0x52; // R

/** Entries as bytes: a mark, the length in four bytes, and JSON or rows. */
export async function* encode(entries: AsyncIterable<Entry>): AsyncGenerator<Buffer> {
  for await (const entry of entries) {
    const isRows = entry.kind === "rows";
    const bytes = isRows ? entry.bytes : Buffer.from(JSON.stringify(entry));
    const start = Buffer.alloc(5);
    start[0] = isRows ? rowsMark : noteMark;
    start.writeUInt32BE(bytes.length, 1);
    yield start;
    yield bytes;
  }
}

/** The entries in bytes. */
export async function* decode(source: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  let waiting: Buffer = Buffer.alloc(0);
  for await (const bytes of source) {
    waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
    for (let end = endOfFrame(waiting); end !== null; end = endOfFrame(waiting)) {
      yield entryIn(waiting.subarray(0, end));
      waiting = waiting.subarray(end);
    }
  }
  if (waiting.length > 0) throw damaged("its content ends within an entry");
}

function endOfFrame(bytes: Buffer): number | null {
  if (bytes.length < 5) return null;
  const length = bytes.readUInt32BE(1);
  if (length > maxFrameLength) throw damaged("an entry is too long");
  return bytes.length < 5 + length ? null : 5 + length;
}

function entryIn(frame: Buffer): Entry {
  const bytes = frame.subarray(5);
  if (frame[0] === rowsMark) return { kind: "rows", bytes };
  const note = Note.safeParse(parseJson(bytes.toString()));
  if (!note.success) throw damaged("an entry is not in the format");
  return note.data;
}
