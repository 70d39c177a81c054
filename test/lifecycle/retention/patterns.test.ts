import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ensureUsable,
  evaluateAll,
  evaluateTags,
} from "../../../src/lifecycle/retention/evaluate.ts";
import { maxPreviewedTags, previewRules } from "../../../src/lifecycle/retention/preview.ts";
import { namespaceScope } from "../../../src/lifecycle/retention/scope.ts";
import { db } from "../../../src/platform/db/client.ts";
import { Invalid } from "../../../src/platform/errors.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { actorOf, makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
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

test("tags that cannot be compared in time are not blamed on a usable pattern", async () => {
  const ids = [(await makeRepository()).id, (await makeRepository()).id];
  const [one = 0] = ids;
  const compared = { ...rules, matching: "^1", protecting: "" };

  await db.$transaction(
    async (tx) => {
      await tx.$executeRaw`LOCK TABLE tags IN ACCESS EXCLUSIVE MODE`;
      const why = "The tags could not be compared with these patterns within 2 seconds.";
      const blames = (next: string) => ({ name: "Invalid", fields: { form: `${why} ${next}` } });
      await Promise.all([
        assert.rejects(
          evaluateAll(ids, compared),
          blames("Preview one repository at a time, or use simpler patterns."),
        ),
        assert.rejects(
          evaluateTags(one, compared),
          blames("Use simpler patterns, or try again when the database has less to do."),
        ),
      ]);
    },
    { timeout: 30_000 },
  );
});

test("a preview evaluates only as many repositories as have 5,000 tags together", async () => {
  const owner = await makeUser();
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [owner] }) });
  const large = maxPreviewedTags - 10;
  for (const tagsCount of [5, 6, large]) await makeRepository({ namespace, tagsCount });
  const scope = await namespaceScope(actorOf(owner), namespace.id);
  const unbounded = {
    matching: "",
    protecting: "",
    deleteAllMatching: false,
    untaggedDays: null,
    nightly: false,
  };

  const { page } = await previewRules(scope, { ...rules, ...unbounded }, {});

  assert.deepEqual(
    page?.rows
      .map(({ tags, skipped, own }) => [tags, skipped, own])
      .sort(([a], [b]) => Number(a) - Number(b)),
    [
      [5, true, false],
      [6, false, false],
      [large, false, false],
    ],
  );
});
