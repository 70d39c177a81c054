import assert from "node:assert/strict";
import { test } from "node:test";
import { inputSchemas, tryShapes } from "../matrix/cost-of-schemas.ts";
import { tryReaders } from "../matrix/foreign-readers.ts";
import { shapes } from "../matrix/shapes.ts";

test("S1: no schema takes longer than its input grows, up to a megabyte", async (t) => {
  const schemas = await inputSchemas();
  const lengths = [4_096, 16_384, 65_536, 262_144, 1_048_576];

  const cases = schemas.map((it) => tryShapes(it, { shapes, lengths, nested: true }));

  t.diagnostic(`${cases.reduce((sum, { count }) => sum + count, 0)} cases`);
  assert.deepEqual(
    cases.flatMap(({ problems }) => problems),
    [],
  );
});

test("S1, S2, S3: nothing that reads foreign text takes longer than the text grows, up to 256 kB", (t) => {
  const { count, problems } = tryReaders([4_096, 16_384, 65_536, 262_144], 1);

  t.diagnostic(`${count} cases`);
  assert.deepEqual(problems, []);
});
