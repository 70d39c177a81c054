import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { db, Prisma } from "../../../src/platform/db/client.ts";
import { coveredBy } from "../../../src/platform/db/patterns.ts";
import { covers, maxPatterns, problemsOf } from "../../../src/platform/patterns.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const parts = ["a", "b", "ab", "-", ".", "/", "*", "**", "**/", "/**", "{a,b}", "{,/a*}", "{*b,1}"];
const pattern = fc
  .tuple(fc.constantFrom("", "", "!"), fc.array(fc.constantFrom(...parts), { maxLength: 6 }))
  .map(([sign, all]) => sign + all.join(""));
const lists = fc
  .array(pattern, { minLength: 1, maxLength: 3 })
  .filter((all) => problemsOf(all, "repository").length === 0);
const component = fc.array(fc.constantFrom("a", "b", "1", "-", "."), {
  minLength: 1,
  maxLength: 4,
});
const names = fc.array(
  fc
    .array(component, { minLength: 1, maxLength: 3 })
    .map((all) => all.map((it) => it.join("")).join("/")),
  { minLength: 30, maxLength: 30 },
);

test("Postgres finds the same names as the matcher of this process", async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(lists, names, async (patterns, all) => {
      const rows = await db.$queryRaw<{ name: string }[]>`
        SELECT name FROM unnest(${all}::text[]) AS given (name) WHERE ${coveredBy(Prisma.sql`name`, patterns)}`;
      assert.deepEqual(
        rows.map(({ name }) => name),
        all.filter((name) => covers(patterns, name)),
      );
      found += rows.length;
    }),
    { numRuns: 150, seed: 20261129 },
  );
  assert.ok(found > 100, `${found} names were found`);
});

test("Postgres compiles the longest list within a second", async () => {
  const patterns = Array.from(
    { length: maxPatterns },
    (_, at) => `${`a${at}*`.repeat(60).slice(0, 240)}{b,c}`,
  );
  assert.deepEqual(problemsOf(patterns, "repository"), []);
  const begun = performance.now();

  await db.$queryRaw`SELECT 1 FROM generate_series(1, 100) WHERE ${coveredBy(Prisma.sql`repeat('a1', 120)`, patterns)}`;

  assert.ok(performance.now() - begun < 1000, `${performance.now() - begun} ms`);
});
