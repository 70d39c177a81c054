import assert from "node:assert/strict";
import { before, test } from "node:test";
import { evaluateTags } from "../../../src/lifecycle/retention/evaluate.ts";
import { rulesInForce, saveRules } from "../../../src/lifecycle/retention/saved-rules.ts";
import { RulesBody, RulesForm } from "../../../src/lifecycle/retention/schemas.ts";
import { repositoryScopeById } from "../../../src/lifecycle/retention/scope.ts";
import type { User } from "../../../src/platform/db/client.ts";
import {
  type MadeRepository,
  makeManifest,
  makeRepository,
  makeTag,
} from "../../support/data/catalogue.ts";
import { actorOf, by, makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();
const rules = {
  matching: "",
  protecting: "",
  newest: 0,
  pushedDays: null,
  pulledDays: null,
  latestOfMinor: false,
  deleteAllMatching: true,
  untaggedDays: null,
  nightly: false,
};
let repository: MadeRepository;
let owner: User;

before(async () => {
  owner = await makeUser();
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [owner] }) });
  repository = await makeRepository({ namespace });
  for (const name of ["latest", "pr-1", "pr-2", "dev"])
    await makeTag(await makeManifest(repository), name);
});

const deletedBy = async (names: object) =>
  (await evaluateTags(repository.id, { ...rules, ...names }))
    .filter(({ deleted }) => deleted)
    .map(({ name }) => name)
    .sort();

const cases: [title: string, names: object, deleted: string[]][] = [
  ["no pattern: all tags", {}, ["dev", "latest", "pr-1", "pr-2"]],
  ["patterns of what to delete", { matchingPatterns: ["pr-*", "!pr-2"] }, ["pr-1"]],
  ["patterns of what to keep", { protectingPatterns: ["{latest,pr-*}"] }, ["dev"]],
  ["a regular expression, as before", { matching: "^pr-\\d$" }, ["pr-1", "pr-2"]],
  ["both languages", { matching: "^pr", protectingPatterns: ["*-1"] }, ["pr-2"]],
];
for (const [title, names, deleted] of cases)
  test(`rules name tags by ${title}`, async () => {
    assert.deepEqual(await deletedBy(names), deleted);
  });

test("a tag counts as pushed when its image was restored, if that was later", async () => {
  const place = await makeRepository({ namespace: await makeNamespace() });
  const old = { pushedAt: new Date("2026-01-01") };
  const restored = await makeManifest(place, { restoredAt: new Date() });
  await makeTag(restored, "back", old);
  await makeTag(await makeManifest(place), "gone", old);

  const decisions = await evaluateTags(place.id, { ...rules, pushedDays: 14 });

  assert.deepEqual(decisions.map(({ name, deleted }) => [name, deleted]).sort(), [
    ["back", false],
    ["gone", true],
  ]);
});

test("saved rules keep their patterns or their regular expression", async () => {
  const scope = await repositoryScopeById(actorOf(owner), repository.id);
  const lists = { matchingPatterns: ["pr-*"], protectingPatterns: ["latest"] };

  await saveRules(by(actorOf(owner)), scope, { ...rules, ...lists });
  const saved = await rulesInForce(scope);
  await saveRules(by(actorOf(owner)), scope, { ...rules, matching: "^pr-" });
  const older = await rulesInForce(scope);

  assert.deepEqual(saved?.rules, { ...rules, ...lists });
  const none = { matchingPatterns: [], protectingPatterns: [] };
  assert.deepEqual(older?.rules, { ...rules, ...none, matching: "^pr-" });
});

test("one field has patterns or a regular expression, not both", async () => {
  const scope = await repositoryScopeById(actorOf(owner), repository.id);
  const both = { ...rules, matching: "^pr-", matchingPatterns: ["pr-*"] };

  await assert.rejects(saveRules(by(actorOf(owner)), scope, both), {
    name: "Invalid",
    fields: { matchingPatterns: "Use patterns or a regular expression here, not both." },
  });
});

test("protected patterns keep tags, so such rules need no deleteAllMatching", async () => {
  const scope = await repositoryScopeById(actorOf(owner), repository.id);

  const safe = { ...rules, deleteAllMatching: false, protectingPatterns: ["latest"] };

  await assert.doesNotReject(saveRules(by(actorOf(owner)), scope, safe));
});

test("forms and the API read patterns, and refuse wrong ones", () => {
  const form = RulesForm.parse({ matchingPatterns: "pr-*, {a,b}\n!a", newest: "1" });
  const body = RulesBody.parse({ matching_patterns: ["pr-*"], newest: 1 });

  assert.deepEqual(form.matchingPatterns, ["pr-*", "{a,b}", "!a"]);
  assert.deepEqual(body.matching_patterns, ["pr-*"]);
  assert.ok(!RulesForm.safeParse({ matchingPatterns: "{a" }).success);
  assert.ok(!RulesBody.safeParse({ matching_patterns: ["a b"] }).success);
});
