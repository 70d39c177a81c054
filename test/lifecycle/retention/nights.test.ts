import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decide, type EvaluatedTag } from "../../../src/lifecycle/retention/decide.ts";
import { comingNights, deletionsByNight } from "../../../src/lifecycle/retention/nights.ts";

const now = new Date("2026-11-29T12:00:00Z");
const daysAgo = fc
  .integer({ min: 0, max: 30 })
  .map((days) => new Date(now.getTime() - days * 86_400_000));
const age = fc.option(fc.integer({ min: 0, max: 25 }));
const tags: fc.Arbitrary<EvaluatedTag[]> = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom("1.0.0", "1.0.1", "1.1.0", "a", "b", "c", "d", "e"),
    image: fc.constantFrom(1, 2, 3, 4, 5),
    pushedAt: daysAgo,
    pulledAt: fc.option(daysAgo),
    matches: fc.boolean(),
    protected: fc.constant(false),
    immutable: fc.constant(false),
  }),
  { selector: ({ name }) => name, maxLength: 8 },
);
const rules = fc.record({
  newest: fc.integer({ min: 0, max: 2 }),
  pushedDays: age,
  pulledDays: age,
  latestOfMinor: fc.boolean(),
});

test("the next nights are the next times at which rules run", () => {
  const [first, second] = comingNights(now);

  assert.equal(first?.toISOString(), "2026-11-30T03:00:00.000Z");
  assert.equal(second?.toISOString(), "2026-12-01T03:00:00.000Z");
});

test("the numbers are those of rules that run night after night", () => {
  let total = 0;
  void fc.assert(
    fc.property(tags, rules, (all, given) => {
      let left = all;
      const expected = comingNights(now).map((at) => {
        const gone = new Set(
          decide(left, given, at)
            .filter((it) => it.deleted)
            .map((it) => it.name),
        );
        left = left.filter(({ name }) => !gone.has(name));
        return { at, deleted: gone.size };
      });
      assert.deepEqual(deletionsByNight(all, given, comingNights(now)), expected);
      total += expected.slice(1).reduce((sum, { deleted }) => sum + deleted, 0);
    }),
    { numRuns: 2_000, seed: 20261129 },
  );
  assert.ok(total > 300, `${total} tags are deleted after the first night`);
});
