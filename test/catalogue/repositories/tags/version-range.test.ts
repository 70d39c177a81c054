import assert from "node:assert/strict";
import { test } from "node:test";
import { versionKey } from "../../../../src/catalogue/repositories/tags/columns.ts";
import { matchesTag } from "../../../../src/catalogue/repositories/tags/tag-filters.ts";
import { readVersionRange } from "../../../../src/catalogue/repositories/tags/version-range.ts";
import { db, Prisma } from "../../../../src/platform/db/client.ts";
import { useDatabase } from "../../../support/database.ts";

await useDatabase();

/** Tags with the ranges in which they are, and those in which they are not. */
const ranges: [range: string, within: string[], outside: string[]][] = [
  [
    "^1.4",
    ["1.4", "1.4.0", "v1.4.9", "1.4.0-alpine", "1.99.0-rc.1"],
    ["1.3.9", "2.0.0", "2.0.0-rc.1", "latest"],
  ],
  ["^0.3.1", ["0.3.1", "0.3.9"], ["0.3.0", "0.4.0", "1.0.0"]],
  ["^0.0.3", ["0.0.3", "0.0.3.7"], ["0.0.4", "0.0.2"]],
  ["^0", ["0.9.9"], ["1"]],
  ["~1.4.2", ["1.4.2", "1.4.30"], ["1.4.1", "1.5.0"]],
  ["~1", ["1.0", "1.99"], ["2"]],
  [">=1.2 <2", ["1.2", "1.2.0", "1.10.0"], ["1.1.9", "2.0", "2.0.0-beta"]],
  [">= 1.2, < 2", ["1.2", "1.10.0"], ["1.1.9", "2.0"]],
  [">1.4", ["1.5", "1.5.0-rc.1", "2"], ["1.4", "1.4.7"]],
  ["<=1.4", ["1.4", "1.4.7", "0.1"], ["1.5", "1.5.0-rc.1"]],
  ["<1.4.0", ["1.3.9", "1.3.9-slim"], ["1.4.0-rc.1", "1.4.0"]],
  ["1.x", ["1", "1.0.0", "v1.27.3-alpine"], ["2.0", "0.9", "10.0"]],
  ["1.4.*", ["1.4.0", "1.4"], ["1.5.0", "1.40.0"]],
  ["*", ["1", "2.3-slim"], ["latest", "main"]],
  ["=1.4.0", ["1.4.0", "v1.4", "1.4.0-alpine", "1.4.0.1"], ["1.4.1"]],
  ["1.2 - 1.4", ["1.2.0", "1.3", "1.4.9"], ["1.1", "1.5"]],
  ["1.2.x || >=3", ["1.2.9", "3.0", "11"], ["1.3", "2.9"]],
  [">=1.4.0-rc.2", ["1.4.0-rc.2", "1.4.0-rc.10", "1.4.0", "1.5"], ["1.4.0-rc.1", "1.4.0-beta"]],
  [
    ">1.4.0-rc.2 <=1.4.0-rc.10",
    ["1.4.0-rc.3", "1.4.0-rc.10"],
    ["1.4.0-rc.2", "1.4.0-rc.11", "1.4.0"],
  ],
  [">=20240101", ["20240101", "20241231-1"], ["20231231", "1.2.3"]],
  ["1.2.3.4", ["1.2.3.4"], ["1.2.3.5", "1.2.3"]],
];

for (const [range, within, outside] of ranges)
  test(`${range} has ${within.join(", ")} and not ${outside.join(", ")}`, async () => {
    const version = readVersionRange(range);
    assert.ok(version);
    const rows = await db.$queryRaw<{ name: string }[]>`
      SELECT tags.name FROM unnest(${[...within, ...outside]}::text[], array_fill(0, ARRAY[99])) AS tags (name, manifest_id)
      WHERE tags.name IS NOT NULL AND ${matchesTag({ version }, "tags")}`;

    assert.deepEqual(rows.map(({ name }) => name).sort(), [...within].sort());
  });

for (const text of [
  "",
  "abc",
  ">=",
  "^",
  "1.2.3.4.5",
  "1..2",
  ">=1 <",
  "1.x-rc",
  "<*",
  "1 ||",
  "-",
  "1.2 -",
  "9".repeat(200),
  `1-${"a".repeat(139)}`,
  "1 ".repeat(99),
  "1||".repeat(20) + "1",
])
  test(`${JSON.stringify(text.slice(0, 20))} is not a range`, () =>
    assert.equal(readVersionRange(text), null));

test("versions sort by their numbers, with suffixes before the release and names that are none first", async () => {
  const sorted = [
    "",
    "0.9",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0-rc10",
    "1.0.0",
    "1.0.0.1",
    "1.0.1",
    "1.2-alpine3.9",
    "1.2-alpine3.18",
    "1.2",
    "1.9",
    "1.10.0rc1",
    "v1.10",
    "2",
    "10.0.0",
    "20240101",
    "999999999999999999.0",
  ]; // prettier-ignore
  const shuffled = [...sorted].reverse();
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT name FROM unnest(${shuffled}::text[]) AS name ORDER BY ${versionKey(Prisma.sql`name`)}`;

  assert.deepEqual(
    rows.map(({ name }) => name),
    sorted,
  );
});

test("names that are no versions have no key", async () => {
  const names = [
    "latest",
    "v",
    "vv1",
    "main",
    "4f3a2b1",
    "1abc",
    "release-1.2",
    `${"9".repeat(19)}`,
    "v1e",
    `${"a".repeat(128)}`,
  ];
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT name FROM unnest(${names}::text[]) AS name WHERE tag_version(name) <> ''`;

  assert.deepEqual(rows, []);
});
