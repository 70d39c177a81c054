import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { verifyArchive, writeArchive } from "../../../src/operations/backup/archive/archive.ts";
import { tableSum } from "../../../src/operations/backup/archive/check.ts";
import type { Entry } from "../../../src/operations/backup/archive/entries.ts";
import { Unusable } from "../../../src/operations/backup/archive/unusable.ts";

const directory = mkdtempSync(join(tmpdir(), "portus-archive-"));
after(() => rmSync(directory, { recursive: true, force: true }));

const passphrase = "correct horse battery";
const about = { portus: "1.2.3", migration: "one", createdAt: new Date().toISOString() };
const chunkLength = 65_536 + 16;

const manifest: Entry = {
  kind: "manifest",
  secret: "the secret of the instance",
  eventsSecret: "the secret of events",
  migrations: [{ name: "one", checksum: "1" }],
};

function table(name: string, pieces: Buffer[]): Entry[] {
  const sum = tableSum();
  for (const piece of pieces) sum.add(piece);
  return [
    { kind: "table", name, columns: ["id"] },
    ...pieces.map((bytes): Entry => ({ kind: "rows", bytes })),
    { kind: "table end", ...sum.end() },
  ];
}

const end: Entry = { kind: "end", sequences: [{ name: "ids", value: "7", isCalled: true }] };
const line = () => Buffer.from(`${randomBytes(6_000).toString("base64")}\n`);
const large = table("large", Array.from({ length: 30 }, line));

async function* each(entries: Entry[]) {
  yield* entries;
}

let number = 0;
const fresh = () => join(directory, `${++number}`);

async function written(entries: Entry[]): Promise<string> {
  const path = fresh();
  await writeArchive(path, { about, passphrase }, each(entries));
  return path;
}

/** The file again, with other bytes. */
function changed(bytes: Buffer): string {
  const path = fresh();
  writeFileSync(path, bytes);
  return path;
}

const whole = await written([manifest, ...large, ...table("empty", []), end]);
const bytes = readFileSync(whole);
const start = bytes.indexOf("\n", bytes.indexOf("}}\n") + 3) + 1; // of the first chunk
const chunks: Buffer[] = [];
for (let at = start; at < bytes.length; at += chunkLength)
  chunks.push(bytes.subarray(at, at + chunkLength));

const refused = (path: string, message: RegExp, given = passphrase) =>
  assert.rejects(verifyArchive(path, given), (error) => {
    assert.ok(error instanceof Unusable, String(error));
    assert.match(error.message, message);
    return true;
  });

test("what is read is what was written, and only its owner can read the file", async () => {
  const { header, contents } = await verifyArchive(whole, passphrase);

  assert.equal(header.portus, "1.2.3");
  assert.deepEqual(contents.manifest, manifest);
  assert.equal(contents.tables.get("large")?.rows, 30);
  assert.equal(contents.tables.get("empty")?.rows, 0);
  assert.equal(statSync(whole).mode & 0o777, 0o600);
});

test("the file shows its version, and no secret", () => {
  const text = bytes.toString("latin1");

  assert.match(text, /^portus-backup 1\n\{"portus":"1\.2\.3","migration":"one"/);
  assert.doesNotMatch(text, /the secret of/);
});

test("a wrong passphrase is refused, and said to be one", () =>
  refused(whole, /^The passphrase is wrong/, "wrong horse battery"));

test("a file that ends after any chunk is refused", async () => {
  assert.ok(chunks.length > 2, `${chunks.length}`);
  for (let count = 0; count < chunks.length; count += 1)
    await refused(changed(bytes.subarray(0, start + count * chunkLength)), /damaged or incomplete/);
});

test("a file that ends within a chunk or within its header is refused", async () => {
  await refused(changed(bytes.subarray(0, -1)), /damaged or incomplete/);
  await refused(changed(bytes.subarray(0, start + 5)), /damaged or incomplete/);
  await refused(changed(bytes.subarray(0, start - 10)), /beginning of the file was changed/);
  await refused(changed(bytes.subarray(0, 30)), /header of the backup is damaged/);
  await refused(changed(Buffer.alloc(0)), /not a backup of Portus/);
});

test("chunks that were swapped, repeated, removed or added are refused", async () => {
  const [first, second, ...rest] = chunks as [Buffer, Buffer, ...Buffer[]];
  const head = bytes.subarray(0, start);
  const last = chunks.at(-1) ?? first;
  for (const order of [
    [second, first, ...rest],
    [first, first, ...rest],
    [first, ...rest],
    [...chunks, last],
    [...chunks, Buffer.from([0])],
  ])
    await refused(changed(Buffer.concat([head, ...order])), /damaged or incomplete/);
});

test("a chunk of another backup with the same passphrase is refused", async () => {
  const other = readFileSync(await written([manifest, ...large, end]));

  const mixed = Buffer.concat([
    bytes.subarray(0, start),
    other.subarray(start, start + chunkLength),
    bytes.subarray(start + chunkLength),
  ]);

  await refused(changed(mixed), /chunk 1 was changed/);
});

test("one changed byte is refused, in each chunk and in the header", async () => {
  const places = chunks.map((_, index) => start + index * chunkLength + 9);
  for (const place of places) {
    const copy = Buffer.from(bytes);
    copy[place] = (copy[place] ?? 0) ^ 1;
    await refused(changed(copy), /damaged or incomplete: chunk \d+ was changed/);
  }
  const renamed = bytes.toString("latin1").replace("1.2.3", "1.2.4");
  await refused(changed(Buffer.from(renamed, "latin1")), /beginning of the file was changed/);
});

test("a newer format, and another file, are refused by their first line", async () => {
  const newer = bytes.toString("latin1").replace("portus-backup 1", "portus-backup 2");

  await refused(
    changed(Buffer.from(newer, "latin1")),
    /has format 2, and this Portus reads format 1/,
  );
  await refused(changed(Buffer.from("PK\u0003\u0004")), /not a backup of Portus/);
  await refused(join(directory, "missing"), /can't be read: ENOENT/);
});

test("a header that asks for gigabytes of memory is refused", () =>
  refused(
    changed(Buffer.from(bytes.toString("latin1").replace('"log2n":17', '"log2n":40'), "latin1")),
    /header of the backup is damaged/,
  ));

test("rows that differ from their digest, and entries out of order, are not written", async () => {
  const [begin, rows, ...others] = large as [Entry, Entry, ...Entry[]];
  const wrong = [
    [manifest, begin, ...others, end],
    [manifest, begin, rows, end],
    [begin, rows, ...others, end],
    [manifest, ...large],
    [manifest, end, ...large],
  ];

  for (const entries of wrong) await assert.rejects(written(entries), Unusable);
});
