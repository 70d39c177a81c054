import assert from "node:assert/strict";
import { test } from "node:test";
import { type Check, fine, wrong } from "../../../src/operations/doctor/check.ts";
import { runChecks } from "../../../src/operations/doctor/run-checks.ts";

const check = (id: string, more: Partial<Check> = {}): Check => ({
  id,
  title: id,
  run: async () => fine("It is."),
  ...more,
});

test("what a failed check is needed for is not checked, and the reason names it", async () => {
  const failing = check("first", { run: async () => wrong("It is not.", "Repair it.") });
  const results = await runChecks([
    check("third", { needs: ["second"] }),
    check("second", { needs: ["first"] }),
    failing,
    check("other"),
  ]);
  assert.deepEqual(
    results.map(({ id, ok, evidence }) => [id, ok, evidence]),
    [
      ["third", null, "Not checked, because second was not checked."],
      ["second", null, "Not checked, because first is not fine."],
      ["first", false, "It is not."],
      ["other", true, "It is."],
    ],
  );
});

test("a check that does not end is a problem after its time", async () => {
  const endless = check("endless", { timeoutMs: 20, run: () => new Promise(() => {}) });
  const [result] = await runChecks([endless]);
  assert.equal(result?.ok, false);
  assert.match(result?.evidence ?? "", /no answer within/);
});

test("a check that throws is a problem, and stops no other", async () => {
  const broken = check("broken", { run: () => Promise.reject(new Error("it broke")) });
  const results = await runChecks([broken, check("other")]);
  assert.deepEqual(
    results.map(({ ok }) => ok),
    [false, true],
  );
  assert.match(results[0]?.evidence ?? "", /it broke/);
});
