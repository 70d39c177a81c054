import assert from "node:assert/strict";
import { test } from "node:test";
import { drawStorage } from "../../../../src/catalogue/sizes/history/chart.ts";

const daysOf = (values: readonly bigint[]) =>
  values.map((stored, n) => ({ day: new Date(Date.UTC(2026, 0, 1 + n)), stored }));
const growing = daysOf([10n, 20n, 30n, 40n, 50n, 60n, 70n]);

test("nothing is drawn of one day", () => {
  assert.equal(drawStorage(daysOf([5n]), null).path, "");
  assert.equal(drawStorage([], null).path, "");
});

test("the line spans the frame if nothing grows", () => {
  const { path, ahead, until } = drawStorage(daysOf([5n, 5n]), null);

  assert.match(path, /^M0 [\d.]+L100 [\d.]+$/);
  assert.equal(ahead, "");
  assert.deepEqual(until, new Date(Date.UTC(2026, 0, 2)));
});

test("growth goes on for 30 days as a line of its own, from the last day", () => {
  const { path, ahead } = drawStorage(growing, null);

  const [, last = ""] = /L([\d. ]+)$/.exec(path) ?? [];
  assert.match(ahead, new RegExp(`^M${last}L100 `));
});

test("every mark and the quota are inside the frame, and more is higher", () => {
  const { ticks, quota } = drawStorage(growing, 900n);

  for (const { y } of ticks) assert.ok(y >= 0 && y <= 100);
  assert.deepEqual(
    ticks.map(({ y }) => y),
    ticks.map(({ y }) => y).sort((one, other) => other - one),
  );
  assert.ok(quota && quota.y > 0 && quota.y < 50, `${quota?.y}`);
});

test("a quota far above the line is not drawn, because the line would be flat", () => {
  assert.equal(drawStorage(growing, 1_000_000n).quota, null);
});

test("zero bytes are drawn at the foot", () => {
  assert.equal(drawStorage(daysOf([0n, 0n]), null).path, "M0 100L100 100");
});
