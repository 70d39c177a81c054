import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decide,
  type EvaluatedTag,
  type Retention,
} from "../../../src/lifecycle/retention/decide.ts";

const now = new Date("2026-03-01T00:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const none: Retention = { newest: 0, pushedDays: null, pulledDays: null, latestOfMinor: false };

let images = 0;

function tag(name: string, pushed: number, given: Partial<EvaluatedTag> = {}): EvaluatedTag {
  const pushedAt = daysAgo(pushed);
  images += 1;
  return {
    name,
    image: images,
    pushedAt,
    pulledAt: null,
    matches: true,
    protected: false,
    immutable: false,
    ...given,
  };
}

const deletedBy = (tags: EvaluatedTag[], rules: Partial<Retention>) =>
  decide(tags, { ...none, ...rules }, now)
    .filter(({ deleted }) => deleted)
    .map(({ name }) => name);

const old = tag("old", 40);
const young = tag("young", 20);
const same = { image: 0 };
const versions = ["1.4.0", "1.4.10", "1.4.9", "v1.5.0", "1.5.1-rc1"].map((it) => tag(it, 40));

const table: [string, EvaluatedTag[], Partial<Retention>, string[]][] = [
  ["GCO-003: a tag pushed 40 days ago is deleted after 30", [old], { pushedDays: 30 }, ["old"]],
  ["GCO-004: a tag pushed 20 days ago is kept", [young], { pushedDays: 30 }, []],
  ["GCO-007: a tag that does not match is kept", [{ ...old, matches: false }], {}, []],
  ["an immutable tag is kept", [{ ...old, immutable: true }], {}, []],
  ["a protected tag is kept", [{ ...old, protected: true }], {}, []],
  [
    "a tag that was pulled recently is kept",
    [{ ...old, pulledAt: daysAgo(2) }],
    { pulledDays: 7 },
    [],
  ],
  [
    "a tag that was pulled long ago is deleted",
    [{ ...old, pulledAt: daysAgo(9) }],
    { pulledDays: 7 },
    ["old"],
  ],
  [
    "GCO-009: no tag is deleted if there are fewer than are always kept",
    [old, young],
    { newest: 5 },
    [],
  ],
  [
    "GCO-010: the newest tags of the repository are kept",
    [tag("a", 9), tag("b", 8)],
    { newest: 1 },
    ["a"],
  ],
  [
    "a tag that does not match does not count among the newest",
    [tag("a", 9), tag("b", 8), { ...young, matches: false, pushedAt: daysAgo(1) }],
    { newest: 1 },
    ["a"],
  ],
  [
    "GCO-011: a tag is kept while another tag of its image is kept",
    [tag("1-SNAPSHOT", 40, same), tag("latest", 40, { ...same, matches: false })],
    {},
    [],
  ],
  [
    "the highest patch of each minor version is kept, in numeric order",
    versions,
    { latestOfMinor: true },
    ["1.4.0", "1.4.9", "1.5.1-rc1"],
  ],
  [
    "1.4.2 and v1.4.2 are the same version: both are kept or both deleted",
    ["1.4.1", "v1.4.2", "v1.4.1", "1.4.2", "1.5.0"].map((it) => tag(it, 40)),
    { latestOfMinor: true },
    ["1.4.1", "v1.4.1"],
  ],
];

for (const [title, tags, rules, expected] of table)
  test(title, () => assert.deepEqual(deletedBy(tags, rules), expected));

test("each decision says why", () => {
  const tags = [tag("1-SNAPSHOT", 40, same), tag("latest", 40, { ...same, protected: true }), old];
  assert.deepEqual(
    decide(tags, none, now).map(({ reason }) => reason),
    [
      "Its image is also tagged latest, which is kept.",
      "Its name is protected.",
      "No rule keeps it.",
    ],
  );
});
