import assert from "node:assert/strict";
import { test } from "node:test";
import {
  counter,
  histogram,
  measured,
  processFamilies,
} from "../../../src/platform/metrics/metrics.ts";

const samplesOf = (wanted: string) =>
  processFamilies().find(({ name }) => name === wanted)?.samples ?? [];

test("a counter has all its series from the start, at 0, and adds", () => {
  const things = counter({
    name: "test_things_total",
    help: "Things.",
    labels: { kind: ["a", "b"], size: ["small"] },
  });

  things.add({ kind: "b", size: "small" });
  things.add({ kind: "b", size: "small" }, 3);

  assert.deepEqual(samplesOf("test_things_total"), [
    { labels: { kind: "a", size: "small" }, value: 0 },
    { labels: { kind: "b", size: "small" }, value: 4 },
  ]);
});

test("a value that a label does not list counts as other", () => {
  const things = counter({ name: "test_kinds_total", help: "Kinds.", labels: { kind: ["a"] } });

  for (const kind of ["x", "y", "z"]) things.add({ kind });

  assert.deepEqual(samplesOf("test_kinds_total"), [
    { labels: { kind: "a" }, value: 0 },
    { labels: { kind: "other" }, value: 3 },
  ]);
});

test("a label with any text has at most 200 series, and the rest count together", () => {
  const names = counter({ name: "test_names_total", help: "Names.", labels: { name: "any" } });

  for (let n = 0; n < 10_000; n += 1) names.add({ name: `name ${n}` });

  const samples = samplesOf("test_names_total");
  assert.equal(samples.length, 201);
  assert.deepEqual(samples.at(-1), { labels: { name: "other" }, value: 9_800 });
});

test("the buckets of a histogram include those below, and the last one everything", () => {
  const seconds = histogram({
    name: "test_seconds",
    help: "Seconds.",
    labels: {},
    buckets: [0.1, 1],
  });

  for (const value of [0.05, 0.1, 0.5, 7]) seconds.observe({}, value);

  const [first, second, all, sum, count] = samplesOf("test_seconds");
  assert.deepEqual(first, { suffix: "_bucket", labels: { le: "0.1" }, value: 2 });
  assert.deepEqual(second, { suffix: "_bucket", labels: { le: "1" }, value: 3 });
  assert.deepEqual(all, { suffix: "_bucket", labels: { le: "+Inf" }, value: 4 });
  assert.deepEqual([sum?.suffix, count], ["_sum", { suffix: "_count", labels: {}, value: 4 }]);
  assert.equal(Number(sum?.value.toFixed(3)), 7.65);
});

test("a measured metric is read at each scrape", () => {
  let value = 1;
  measured({ name: "test_value", help: "A value." }, () => value);

  value = 2;

  assert.deepEqual(samplesOf("test_value"), [{ labels: {}, value: 2 }]);
});
