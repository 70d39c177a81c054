import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isImmutable } from "../../src/catalogue/repositories/tags/immutable-patterns.ts";
import { limitOf } from "../../src/identity/actor/limits.ts";
import { problemsOf } from "../../src/platform/patterns.ts";
import { formerTags, formerTokens } from "../support/data/reference-patterns.ts";

const settings = { numRuns: 20_000, seed: 20261129 };
const joined = (parts: readonly string[], maxLength: number) =>
  fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength }).map((all) => all.join(""));

const component = joined(["a", "b", "ab", "1", "a-b", "a.b"], 2);
const names = fc.array(component, { maxLength: 3 }).map((all) => all.join("/")); // "": no repository
const tokenPatterns = fc.array(
  joined(["a", "b", "ab", "1", "-", ".", "/", "*", "**", "/**"], 5).filter(formerTokens.isPattern),
  { minLength: 1, maxLength: 3 },
);

test("stored limits of tokens include the same repositories as before, and are still accepted", () => {
  const seen = { included: 0, others: 0 };
  void fc.assert(
    fc.property(tokenPatterns, names, (patterns, name) => {
      const is = formerTokens.matches(patterns, name);
      seen[is ? "included" : "others"] += 1;
      assert.equal(limitOf({ patterns, actions: [] })?.names?.test(name), is);
      assert.deepEqual(problemsOf(patterns, "repository"), []);
    }),
    settings,
  );
  assert.ok(seen.included > 1000 && seen.others > 1000, JSON.stringify(seen));
});

const tags = joined(["v", "1", ".", "-", "latest", "rc", "_"], 5);
const tagPatterns = fc.array(
  joined(["v", "1", ".", "-", "latest", "_", "*", "**", "!"], 6).filter(formerTags.isPattern),
  { minLength: 1, maxLength: 3 },
);

test("stored patterns make the same tags immutable as before", () => {
  const seen = { included: 0, others: 0 };
  void fc.assert(
    fc.property(tagPatterns, tags, (namespace, tag) => {
      const is = formerTags.matches(namespace, tag);
      seen[is ? "included" : "others"] += 1;
      assert.equal(isImmutable({ namespace, repository: [] }, tag), is);
      const isUseful = namespace.some((it) => !it.startsWith("!"));
      if (isUseful)
        assert.deepEqual(
          problemsOf(
            namespace.filter((it) => !it.slice(1).includes("!")),
            "tag",
          ),
          [],
        );
    }),
    settings,
  );
  assert.ok(seen.included > 1000 && seen.others > 1000, JSON.stringify(seen));
});
