import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type Differences,
  differenceSentence,
} from "../../../../src/catalogue/images/compare/sentence.ts";

const nothing: Differences = {
  platform: null,
  problem: "",
  same: false,
  size: { before: 10n, after: 10n },
  layers: { added: 0, removed: 0, shared: 3 },
  platforms: [],
  packages: { changes: [], more: 0 },
  env: [],
  facts: [],
  labels: [],
  annotations: [],
};
const changed = (name: string, before: string | null, after: string | null) => ({
  name,
  before,
  after,
});
const times = (count: number, change: "upgraded" | "added" | "removed") =>
  Array.from({ length: count }, () => ({ change }));

describe("a comparison in one sentence", () => {
  const cases: [string, Partial<Differences>][] = [
    ["Both have the same layers, configuration, labels and annotations.", { same: true }],
    [
      "3.1 MB larger, 2 layers changed, 14 packages upgraded, NODE_VERSION 20.11 → 20.12.",
      {
        size: { before: 1_000_000n, after: 4_100_000n },
        layers: { added: 2, removed: 2, shared: 5 },
        packages: { changes: times(14, "upgraded"), more: 0 },
        env: [changed("NODE_VERSION", "20.11", "20.12")],
      },
    ],
    [
      "2.0 kB smaller, 1 layer added, 3 removed.",
      {
        size: { before: 5_000n, after: 3_000n },
        layers: { added: 1, removed: 3, shared: 0 },
      },
    ],
    [
      "1 package upgraded, 2 added, 1 removed.",
      {
        packages: {
          changes: [...times(1, "upgraded"), ...times(2, "added"), ...times(1, "removed")],
          more: 0,
        },
      },
    ],
    ["2,007 packages changed.", { packages: { changes: times(7, "added"), more: 2_000 } }],
    [
      "User root → 1000, 1 variable added, 2 settings changed, 1 label removed.",
      {
        facts: [
          changed("User", null, "1000"),
          changed("Command", "a", "b"),
          changed("Ports", null, "80"),
        ],
        env: [changed("COLOUR", null, "red")],
        labels: [changed("x", "1", null)],
      },
    ],
    [
      "A_VERSION 1 → 2, B_VERSION 1 → 2, C_VERSION 1 → 2, 1 more version changed, 1 variable removed.",
      {
        env: [
          ...["A", "B", "C", "D"].map((it) => changed(`${it}_VERSION`, "1", "2")),
          changed("E_VERSION", "1", null),
        ],
      },
    ],
    ["1 variable changed.", { env: [changed("LONG_VERSION", "1".repeat(41), "2")] }],
    [
      "1 platform added. linux/amd64: both have the same layers, configuration, labels and annotations.",
      {
        platform: "linux/amd64",
        same: true,
        platforms: [changed("linux/arm64", null, "linux/arm64")],
      },
    ],
    [
      "None. Only their sizes, platforms and annotations are compared.",
      { problem: "None.", same: true },
    ],
    ["Only the history differs.", {}],
    ["Only the history differs.", { size: { before: null, after: 4n } }],
  ];
  for (const [sentence, given] of cases)
    test(sentence, () => assert.equal(differenceSentence({ ...nothing, ...given }), sentence));
});
