import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Tile, treemap } from "../../../src/platform/charts/treemap.ts";

const frame = { width: 1.6, height: 1 };
const slack = 0.01; // percent: tiles are rounded to a thousandth

const byteCounts = fc
  .array(fc.integer({ min: 0, max: 1_000_000_000_000 }), { minLength: 1, maxLength: 80 })
  .map((values) => values.sort((one, other) => other - one));

const area = ({ width, height }: Tile) => (width * height) / 100; // in percent of the frame

test("the area of each tile is its share of the total", () => {
  void fc.assert(
    fc.property(byteCounts, (values) => {
      const total = values.reduce((sum, value) => sum + value, 0);
      treemap(values, frame).forEach((tile, n) => {
        const share = total === 0 ? 0 : (100 * (values[n] ?? 0)) / total;
        assert.ok(Math.abs(area(tile) - share) < 0.1, `${area(tile)} of ${share}`);
      });
    }),
  );
});

test("all tiles are inside the frame, and no two overlap", () => {
  void fc.assert(
    fc.property(byteCounts, (values) => {
      const tiles = treemap(values, frame);
      for (const { x, y, width, height } of tiles) {
        assert.ok(Math.min(x, y, width, height) >= 0);
        assert.ok(x + width <= 100 + slack && y + height <= 100 + slack);
      }
      tiles.forEach((one, n) => {
        for (const other of tiles.slice(n + 1)) assert.ok(!overlap(one, other));
      });
    }),
  );
});

function overlap(one: Tile, other: Tile): boolean {
  const shared = (at: "x" | "y", length: "width" | "height") =>
    Math.min(one[at] + one[length], other[at] + other[length]) - Math.max(one[at], other[at]);
  return shared("x", "width") > slack && shared("y", "height") > slack;
}

test("equal values get nearly square tiles, however many there are", () => {
  for (const count of [1, 2, 6, 40, 200]) {
    const tiles = treemap(new Array(count).fill(7), { width: 1, height: 1 });
    for (const { width, height } of tiles)
      assert.ok(Math.max(width / height, height / width) <= 2.1, `${count}: ${width} × ${height}`);
  }
});

test("one value fills the frame", () => {
  assert.deepEqual(treemap([5], frame), [{ x: 0, y: 0, width: 100, height: 100 }]);
});

test("nothing, zeros and numbers that are none get tiles without an area", () => {
  const empty = { x: 0, y: 0, width: 0, height: 0 };
  assert.deepEqual(treemap([], frame), []);
  assert.deepEqual(treemap([0, Number.NaN, -3], frame), [empty, empty, empty]);
  const [first, second] = treemap([9, 0], frame);
  assert.equal(first && area(first), 100);
  assert.equal(second && area(second), 0);
});
