import assert from "node:assert/strict";
import { test } from "node:test";
import { ensureUsable, judgeTags } from "../../../src/lifecycle/retention/evaluate.ts";
import { Invalid } from "../../../src/platform/errors.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/catalogue.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();
const rules = { newest: 0, pushedDays: null, pulledDays: null, latestOfMinor: false };
const endless = "((a?b?c?d?e?f?){80}){3}"; // takes minutes to understand, whatever it is searched for in
const refusal = (error: unknown) =>
  error instanceof Invalid && /can't be used\. Write a simpler one/.test(error.message);

for (const [title, names] of [
  ["what is no regular expression", { matching: "a(", protecting: "" }],
  ["what takes for ever", { matching: "", protecting: endless }],
] as const)
  test(`${title} is refused, before it is saved and when it is tried`, async () => {
    const repository = await makeRepository();
    await makeTag(await makeManifest(repository), "1");

    await assert.rejects(ensureUsable(names), refusal);
    await assert.rejects(judgeTags(repository.id, { ...rules, ...names }), refusal);
  });
