import assert from "node:assert/strict";
import { test } from "node:test";
import { isInForce, needsSecondFactor } from "../../../src/identity/actor/second-factor.ts";

const person = { admin: false, robot: false };
const admin = { admin: true, robot: false };
const robot = { admin: false, robot: true };

test("who needs a second factor, by rule", () => {
  const table = (["off", "admins", "all"] as const).map((who) =>
    [person, admin, robot].map((account) => needsSecondFactor(account, { who, from: null })),
  );

  assert.deepEqual(table, [
    [false, false, false],
    [false, true, false],
    [true, true, false],
  ]);
});

test("a rule is in force from the beginning of its day, or at once", () => {
  const from = new Date("2027-01-31");
  const at = (time: string) => isInForce({ who: "all", from }, new Date(time));

  assert.deepEqual([at("2027-01-30T23:59:59Z"), at("2027-01-31T00:00:00Z")], [false, true]);
  assert.equal(isInForce({ who: "all", from: null }, new Date(0)), true);
});
