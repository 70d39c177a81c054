import assert from "node:assert/strict";
import { before, test } from "node:test";
import fc from "fast-check";
import { evaluateTags } from "../../../src/lifecycle/retention/evaluate.ts";
import type { Repository } from "../../../src/platform/db/client.ts";
import { Invalid } from "../../../src/platform/errors.ts";
import { textOf } from "../../fuzz/texts.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const count = 60;
const parts = ["a", "1", ".", "*", "+", "?", "(", ")", "[", "]", "|", "^", "$", "\\", "\\1", "{2}"];
const patterns = textOf([...parts, "(?=", "(?i)", "[[:alpha:]]", "[^a-", "\\d", "{1,", "***:"], 8);
const rules = { newest: 0, pushedDays: null, pulledDays: null, latestOfMinor: false };
let repository: Repository;

before(async () => {
  repository = await makeRepository();
  for (const name of ["latest", "1.0", "a1"]) await makeTag(await makeManifest(repository), name);
});

test(`${count} random patterns decide for every tag, or are refused with a sentence`, async () => {
  let usable = 0;
  await fc.assert(
    fc.asyncProperty(patterns, patterns, async (matching, protecting) => {
      const given = [matching, protecting].map((it) => it.replaceAll("\0", "")); // the form refuses it
      const [one = "", other = ""] = given;
      const decided = await evaluateTags(repository.id, {
        ...rules,
        matching: one,
        protecting: other,
      }).catch((error) => {
        assert.ok(error instanceof Invalid, String(error));
        return null;
      });
      assert.ok(decided === null || decided.length === 3);
      if (decided) usable += 1;
    }),
    { numRuns: count, seed: 20261129 },
  );
  assert.ok(usable > 0 && usable < count, `${usable} are usable`);
});
