import assert from "node:assert/strict";
import { test } from "node:test";
import { ensureUsable, evaluateTags } from "../../../src/lifecycle/retention/evaluate.ts";
import { Invalid } from "../../../src/platform/errors.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();
const rules = { newest: 0, pushedDays: null, pulledDays: null, latestOfMinor: false };
const endless = "((a?b?c?d?e?f?){80}){3}"; // takes minutes to compile
const invalid = "This is not a valid regular expression. Check its brackets.";
const slow = "This pattern is too slow. Use a simpler one.";

for (const [title, names, fields] of [
  ["an invalid regular expression", { matching: "a(", protecting: "" }, { matching: invalid }],
  ["an invalid protecting one", { matching: "", protecting: "(" }, { protecting: invalid }],
  ["a pattern that takes too long", { matching: "", protecting: endless }, { protecting: slow }],
] as const)
  test(`${title} is refused, when it is saved and when it is previewed`, async () => {
    const repository = await makeRepository();
    await makeTag(await makeManifest(repository), "1");

    const refusal = (error: unknown) => {
      assert.ok(error instanceof Invalid);
      assert.deepEqual(error.fields, fields);
      return true;
    };
    await assert.rejects(ensureUsable(names), refusal);
    await assert.rejects(evaluateTags(repository.id, { ...rules, ...names }), refusal);
  });
