import type { EventRow } from "./envelope.ts";

/**
 * Rows for one statement: of each column an array of texts in Postgres's binary form. Postgres does not parse it, nothing
 * in it is escaped, and a thread hands it over as bytes.
 */
export type Batch = Uint8Array[];

const columns = [
  "eventId",
  "action",
  "repository",
  "occurredAt",
  "payload",
  "state",
  "reason",
] as const satisfies (keyof EventRow)[];

const maxRows = 500; // also of what is read at once, between two statements

/** Reads rows as they are needed: an envelope can have thousands of tiny ones. */
export function* batchesOf(rows: Iterable<EventRow>): Generator<Batch> {
  let batch: EventRow[] = [];
  for (const row of rows) {
    if (batch.push(row) < maxRows) continue;
    yield columnsOf(batch);
    batch = [];
  }
  if (batch.length > 0) yield columnsOf(batch);
}

const columnsOf = (rows: readonly EventRow[]): Batch =>
  columns.map((name) => textArray(rows.map((row) => row[name])));

const textOid = 25; // pg_type.dat

/** As array_recv reads it: dimensions, whether there are nulls, type, length, first index, elements. */
function textArray(texts: readonly (string | null)[]): Uint8Array {
  const sizes = texts.map((text) => Buffer.byteLength(text ?? ""));
  const bytes = Buffer.alloc(20 + sizes.reduce((sum, size) => sum + 4 + size, 0));
  let at = 0;
  const add = (int32: number) => {
    at = bytes.writeInt32BE(int32, at);
  };
  for (const int32 of [1, 1, textOid, texts.length, 1]) add(int32);
  texts.forEach((text, index) => {
    add(text === null ? -1 : (sizes[index] ?? 0));
    at += bytes.write(text ?? "", at);
  });
  return bytes;
}
