import assert from "node:assert/strict";
import { test } from "node:test";
import { forecast, type StoredOn } from "../../../../src/catalogue/sizes/history/forecast.ts";

/** One value a day, in GB; the last is of 1 March 2026. */
function daysOf(values: readonly number[]): StoredOn[] {
  const last = Date.UTC(2026, 2, 1);
  return values.map((gigabytes, n) => ({
    day: new Date(last - (values.length - 1 - n) * 86_400_000),
    stored: BigInt(Math.round(gigabytes * 1e9)),
  }));
}

const GB = 1_000_000_000n;
const steady = [1, 2, 3, 4, 5, 6, 7];
const on = (day: string) => new Date(`${day}T00:00:00Z`);

const cases: [string, number[], bigint | null, ReturnType<typeof forecast>][] = [
  ["steady growth", steady, 20n * GB, { kind: "growing", perDay: 1e9, fullOn: on("2026-03-14") }],
  ["growth without a quota", steady, null, { kind: "growing", perDay: 1e9, fullOn: null }],
  [
    "growth that a quota outlasts",
    steady,
    2_000n * GB,
    { kind: "growing", perDay: 1e9, fullOn: null },
  ],
  ["the quota is reached", steady, 7n * GB, { kind: "full" }],
  ["the quota is exceeded", [9], 7n * GB, { kind: "full" }],
  ["six days", steady.slice(1), 20n * GB, { kind: "too few", days: 6, needed: 7 }],
  ["no days", [], 20n * GB, { kind: "too few", days: 0, needed: 7 }],
  ["the same on each day", [5, 5, 5, 5, 5, 5, 5], 20n * GB, { kind: "no growth" }],
  ["less on each day", steady.toReversed(), 20n * GB, { kind: "no growth" }],
  ["nothing stored", [0, 0, 0, 0, 0, 0, 0], 20n * GB, { kind: "no growth" }],
  ["a single large push", [5, 5, 5, 9, 9, 9, 9, 9, 9, 9, 9], 20n * GB, { kind: "no growth" }],
];

for (const [title, values, quota, expected] of cases)
  test(`the forecast of ${title}`, () => {
    assert.deepEqual(forecast(daysOf(values), quota), expected);
  });

test("a deletion in between does not hide steady growth", () => {
  const found = forecast(daysOf([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9]), 20n * GB);

  assert.equal(found.kind === "growing" && found.perDay, 1e9);
});

test("only the last 30 days count", () => {
  const before = Array.from({ length: 60 }, (_, n) => 100 + n);

  const found = forecast(daysOf([...before, ...new Array(31).fill(5)]), 200n * GB);

  assert.deepEqual(found, { kind: "no growth" });
});
