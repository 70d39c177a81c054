import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decide,
  type EvaluatedTag,
  type Retention,
} from "../../../src/lifecycle/retention/decide.ts";
import { digestOf } from "../../support/data/catalogue.ts";

const now = new Date("2026-03-01T00:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const none: Retention = { newest: 0, pushedDays: null, pulledDays: null, latestOfMinor: false };

function tag(name: string, pushed: number, given: Partial<EvaluatedTag> = {}): EvaluatedTag {
  const pushedAt = daysAgo(pushed);
  const digest = digestOf(name);
  return {
    name,
    digest,
    pushedAt,
    pulledAt: null,
    matches: true,
    protected: false,
    immutable: false,
    ...given,
  };
}

const going = (tags: EvaluatedTag[], rules: Partial<Retention>) =>
  decide(tags, { ...none, ...rules }, now)
    .filter(({ deleted }) => deleted)
    .map(({ name }) => name);

const old = tag("old", 40);
const young = tag("young", 20);
const same = { digest: digestOf("same") };
const versions = ["1.4.0", "1.4.10", "1.4.9", "v1.5.0", "1.5.1-rc1"].map((it) => tag(it, 40));

const table: [string, EvaluatedTag[], Partial<Retention>, string[]][] = [
  ["GCO-003: what was pushed 40 days ago is deleted after 30", [old], { pushedDays: 30 }, ["old"]],
  ["GCO-004: what was pushed 20 days ago stays", [young], { pushedDays: 30 }, []],
  ["GCO-007: a name that does not match stays", [{ ...old, matches: false }], {}, []],
  ["an immutable tag stays", [{ ...old, immutable: true }], {}, []],
  ["a protected name stays", [{ ...old, protected: true }], {}, []],
  ["what was pulled lately stays", [{ ...old, pulledAt: daysAgo(2) }], { pulledDays: 7 }, []],
  [
    "what was pulled long ago is deleted",
    [{ ...old, pulledAt: daysAgo(9) }],
    { pulledDays: 7 },
    ["old"],
  ],
  ["GCO-009: of fewer tags than are kept none is deleted", [old, young], { newest: 5 }, []],
  ["GCO-010: the newest of the repository stay", [tag("a", 9), tag("b", 8)], { newest: 1 }, ["a"]],
  [
    "what may not go does not count among the newest",
    [tag("a", 9), tag("b", 8), { ...young, matches: false, pushedAt: daysAgo(1) }],
    { newest: 1 },
    ["a"],
  ],
  [
    "GCO-011: a tag stays while another of its digest does",
    [tag("1-SNAPSHOT", 40, same), tag("latest", 40, { ...same, matches: false })],
    {},
    [],
  ],
  [
    "the highest of each minor version stays, by number",
    versions,
    { latestOfMinor: true },
    ["1.4.0", "1.4.9", "1.5.1-rc1"],
  ],
  [
    "of one version under two names both stay or both are deleted",
    ["1.4.1", "v1.4.2", "v1.4.1", "1.4.2", "1.5.0"].map((it) => tag(it, 40)),
    { latestOfMinor: true },
    ["1.4.1", "v1.4.1"],
  ],
];

for (const [title, tags, rules, expected] of table)
  test(title, () => assert.deepEqual(going(tags, rules), expected));

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
