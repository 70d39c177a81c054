import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { linear, linePath, stepOf, ticks } from "../../../src/platform/charts/scales.ts";

test("a scale maps the ends of one range to the ends of the other", () => {
  assert.deepEqual([2, 3, 4].map(linear([2, 4])), [0, 50, 100]);
  assert.deepEqual([0, 5, 10].map(linear([0, 10], [100, 0])), [100, 50, 0]);
  assert.equal(linear([3, 3])(3), 0);
});

test("ticks are round numbers that start at 0 and reach the highest value", () => {
  assert.deepEqual(ticks(7), [0, 2, 4, 6, 8]);
  assert.deepEqual(ticks(1_000_000), [0, 500_000, 1_000_000]);
  assert.deepEqual(ticks(0), [0]);
  void fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (highest) => {
      const all = ticks(highest);
      assert.equal(all[0], 0);
      assert.ok((all.at(-1) ?? 0) >= highest * (1 - 1e-6));
      assert.ok(all.length >= 2 && all.length <= 6, `${highest}: ${all}`);
    }),
  );
});

test("only a value of 0 has step 0, and the highest has the last step", () => {
  assert.deepEqual(
    [0, 1, 20, 21, 99, 100].map((value) => stepOf(value, 100)),
    [0, 1, 1, 2, 5, 5],
  );
  assert.equal(stepOf(3, 0), 0);
});

test("a line has a gap where a value is missing", () => {
  assert.equal(linePath([[0, 1], [2.345, 3], null, [5, 6], [7, 8]]), "M0 1L2.35 3M5 6L7 8");
  assert.equal(linePath([]), "");
});
