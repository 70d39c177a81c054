import assert from "node:assert/strict";
import { test } from "node:test";
import { expose, type Family, joinProcesses } from "../../../src/platform/metrics/exposition.ts";

const family = (given: Partial<Family>): Family => ({
  name: "portus_things",
  type: "gauge",
  help: "Things.",
  labelNames: [],
  samples: [],
  ...given,
});

test("a metric is its help, its type and a line for each sample", () => {
  const samples = [
    { labels: { kind: "a", size: "b" }, value: 2 },
    { labels: { kind: "c", size: "d" }, value: 0.5 },
  ];

  assert.equal(
    expose([family({ samples })]),
    [
      "# HELP portus_things Things.",
      "# TYPE portus_things gauge",
      'portus_things{kind="a",size="b"} 2',
      'portus_things{kind="c",size="d"} 0.5',
      "",
    ].join("\n"),
  );
});

test("backslashes, quotes and line ends in labels and in the help are escaped, so that no text adds a line", () => {
  const samples = [{ labels: { kind: 'a\\b"c\nportus_other 1' }, value: 1 }];

  const text = expose([family({ help: 'A "thing"\\\nportus_other 1', samples })]);

  assert.deepEqual(text.split("\n"), [
    '# HELP portus_things A "thing"\\\\\\nportus_other 1',
    "# TYPE portus_things gauge",
    'portus_things{kind="a\\\\b\\"c\\nportus_other 1"} 1',
    "",
  ]);
});

test("values that are no finite numbers are written as Prometheus reads them", () => {
  const values = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 1e21];

  const text = expose([family({ samples: values.map((value) => ({ labels: {}, value })) })]);

  const written = text.match(/(?<=^portus_things ).*$/gm);
  assert.deepEqual(written, ["+Inf", "-Inf", "NaN", "1e+21"]);
});

test("a metric without samples is left out", () => {
  assert.equal(expose([family({})]), "");
});

test("the metrics of several processes are one family, whose samples name their process", () => {
  const of = (value: number) => family({ samples: [{ labels: { kind: "a" }, value }] });

  const joined = joinProcesses([
    ["main", [of(1)]],
    ["1", [of(2)]],
  ]);

  assert.deepEqual(joined, [
    family({
      samples: [
        { labels: { kind: "a", process: "main" }, value: 1 },
        { labels: { kind: "a", process: "1" }, value: 2 },
      ],
    }),
  ]);
});
