import assert from "node:assert/strict";
import { test } from "node:test";
import { inForceSentence, removalWarning } from "../../../src/lifecycle/retention/sentences.ts";

const rules = {
  matching: "",
  protecting: "",
  newest: 3,
  pushedDays: null,
  pulledDays: null,
  latestOfMinor: false,
  deleteAllMatching: false,
  untaggedDays: null,
  nightly: true,
};
const repository = { kind: "repository" } as const;

for (const [from, start] of [
  ["repository", "web/app has its own rules: "],
  ["namespace", "The rules of its namespace apply to web/app: "],
  ["registry", "The rules of its registry apply to web/app: "],
  ["settings", "The settings of this Portus apply to web/app: "],
] as const)
  test(`rules in force that come from the ${from} are named so, with when they run`, () => {
    const nightly = inForceSentence(repository, "web/app", { from, rules });
    const byHand = inForceSentence(repository, "web/app", {
      from,
      rules: { ...rules, nightly: false },
    });

    assert.ok(nightly.startsWith(`${start}every night at 03:00 UTC, `), nightly);
    assert.equal(byHand, `${start}nothing is deleted automatically.`);
  });

test("without rules, nothing is deleted automatically", () => {
  assert.equal(
    inForceSentence(repository, "web/app", null),
    "No rules: nothing is deleted automatically from web/app.",
  );
});

test("the warning before rules are removed says which rules apply then", () => {
  assert.match(removalWarning(repository, "web/app"), /rules of its namespace or registry apply/);
  assert.match(removalWarning({ kind: "namespace" }, "web"), /the rules of its registry apply/);
  assert.match(removalWarning({ kind: "registry" }, "hub"), /unless the settings say so/);
});
