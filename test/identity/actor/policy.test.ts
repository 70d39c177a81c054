import assert from "node:assert/strict";
import { test } from "node:test";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import {
  canAdministerPeople,
  canChangeCredentials,
  canDisable,
  canManageTokens,
  canSetAdmin,
} from "../../../src/identity/actor/policy.ts";
import { operator } from "../../../src/identity/actor/system-actors.ts";
import { person } from "../../support/data/policy-actors.ts";

const [kim, lee, ada] = [person(1), person(2), person(3, { admin: true })];
const rob = person(4, { robot: true });
const people = { kim, lee, ada, rob };

/** May they: see all people, set who is an admin, disable, manage application tokens. */
const cases: [string, Actor, keyof typeof people, string][] = [
  ["kim", kim, "kim", "disable tokens"],
  ["kim", kim, "lee", ""],
  ["kim", kim, "ada", ""],
  ["kim", kim, "rob", ""],
  ["ada, an admin,", ada, "kim", "people admin disable"],
  ["ada, an admin,", ada, "ada", "people disable tokens"],
  ["ada, an admin,", ada, "rob", "people disable tokens"],
  ["rob, a robot,", rob, "rob", "disable tokens"],
  ["rob, a robot,", rob, "kim", ""],
  ["the operator", operator, "kim", "people admin disable tokens"],
  ["the operator", operator, "rob", "people disable tokens"],
];

for (const [who, actor, target, expected] of cases)
  test(`${who} may, with ${target}: ${expected || "nothing"}`, () => {
    const them = people[target];
    const may = {
      people: canAdministerPeople(actor),
      admin: canSetAdmin(actor, them),
      disable: canDisable(actor, them),
      tokens: canManageTokens(actor, them),
    };

    const granted = Object.entries(may).filter(([, granted]) => granted);
    assert.equal(granted.map(([name]) => name).join(" "), expected);
  });

test("an application token that expires or is limited changes no credentials", () => {
  const limit = { names: null, actions: ["pull" as const] };

  assert.equal(canChangeCredentials(ada), true);
  assert.equal(canChangeCredentials(operator), true);
  assert.equal(canChangeCredentials({ ...ada, restricted: "expires" }), false);
  assert.equal(canChangeCredentials({ ...ada, limit }), false);
});
