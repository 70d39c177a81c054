import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { convertExpression } from "../../../src/lifecycle/retention/convert.ts";
import { covers } from "../../../src/platform/patterns.ts";

const converted: [expression: string, patterns: string[] | null, isExact?: boolean][] = [
  ["^latest$", ["latest"], true],
  ["^(latest|stable)$", ["latest", "stable"], true],
  ["^(?:v1|v2)$", ["v1", "v2"], true],
  ["build", ["*build*"], true],
  ["^build-", ["build-*"], true],
  ["-rc$", ["*-rc"], true],
  ["^v1\\.0", ["v1.0*"], true],
  ["^v.*-rc.*$", ["v*-rc*"], true],
  ["^(dev|pr)-", ["{dev,pr}-*"], true],
  ["^v?1$", ["{v,}1"], true],
  ["^1(-rc)?$", ["1{-rc,}"], true],
  ["^a|b$", ["a*", "*b"], true],
  [".*", ["*"], true],
  ["", ["*"], true],
  ["^pr-\\d+$", ["pr-*"], false],
  ["^[0-9a-f]{40}$", ["*"], false],
  ["^1.0$", ["1.0"], false],
  ["^a.+$", ["a*"], false],
  ["^(a|(b))$", null],
  ["^(a)\\1$", null],
  ["(?i)dev", null],
  ["^a{2}b+$", ["*"], false],
];
for (const [expression, patterns, isExact] of converted)
  test(`${expression || "an empty expression"} becomes ${patterns?.join(" ") ?? "nothing"}${isExact === false ? ", nearly" : ""}`, () => {
    assert.deepEqual(convertExpression(expression), patterns && { patterns, isExact });
  });

const parts = ["a", "b", "\\.", ".*", "(a|b)", "(-b)?", "a?", "|", "-"];
const bodies = fc.array(fc.constantFrom(...parts), { maxLength: 5 }).map((all) => all.join(""));
const expressions = fc
  .tuple(fc.constantFrom("", "^"), bodies, fc.constantFrom("", "$"))
  .map((all) => all.join(""));
const tags = fc
  .array(fc.constantFrom("a", "b", ".", "-"), { minLength: 1, maxLength: 5 })
  .map((all) => all.join(""));

test("what is called exact matches the same tags as the expression", () => {
  const seen = { matching: 0, others: 0 };
  void fc.assert(
    fc.property(expressions, tags, (expression, tag) => {
      const found = convertExpression(expression);
      if (!found?.isExact) return;
      const is = new RegExp(expression).test(tag);
      seen[is ? "matching" : "others"] += 1;
      assert.equal(covers(found.patterns, tag), is, `${expression} ${found.patterns} ${tag}`);
    }),
    { numRuns: 20_000, seed: 20261129 },
  );
  assert.ok(seen.matching > 1000 && seen.others > 1000, JSON.stringify(seen));
});
