import assert from "node:assert/strict";
import { test } from "node:test";
import { superLinear } from "./cost.ts";
import { inputSchemas, tryShapes } from "./cost-of-schemas.ts";
import { tryReaders } from "./foreign-readers.ts";
import { shapes } from "./shapes.ts";

// A sample of the shapes, at short lengths: all of them up to a megabyte take many minutes.

test("a work whose cost grows with the square of its input is found", () => {
  const lengths = [4_000, 16_000, 64_000];
  const quadratic = (text: string) => text.match(/ +!/);

  assert.match(superLinear((n) => " ".repeat(n), quadratic, lengths) ?? "", /cost \d+ ms/);
  assert.equal(
    superLinear(
      (n) => " ".repeat(n),
      (text) => text.trim(),
      lengths,
    ),
    null,
  );
});

test("S1: no schema takes longer than its input grows", async (t) => {
  const schemas = await inputSchemas();
  const each = 4; // shapes for each schema
  const cases = schemas.map((it, at) => {
    const some = Array.from({ length: each }, (_, n) => shapes[(at * each + n) % shapes.length]);
    return tryShapes(it, {
      shapes: some.flatMap((shape) => shape ?? []),
      lengths: [16_000, 64_000],
      nested: false,
    });
  });

  t.diagnostic(`${cases.reduce((sum, { count }) => sum + count, 0)} cases`);
  assert.deepEqual(
    cases.flatMap(({ problems }) => problems),
    [],
  );
});

test("S1, S2, S3: nothing that reads foreign text takes longer than the text grows", (t) => {
  const { count, problems } = tryReaders([8_000, 32_000], 4);

  t.diagnostic(`${count} cases`);
  assert.deepEqual(problems, []);
});
