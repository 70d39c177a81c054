import assert from "node:assert/strict";
import { test } from "node:test";
import { canRetryReading } from "../../../src/catalogue/repositories/policy.ts";
import type { Guarded } from "../../../src/tenancy/policy/policy.ts";
import {
  admin,
  contributor,
  members,
  owner,
  person,
  stranger,
  viewer,
} from "../../support/data/policy-actors.ts";

const [alone, onlooker] = [person(6), person(7)]; // with a role in the repository alone
const own = [
  { userId: alone.id, role: "contributor" },
  { userId: onlooker.id, role: "viewer" },
] as const;
const repository = { fullName: "web/app", visibility: null, members: own };
const guarded: Guarded = { kind: "team", visibility: "public", members, repository };

for (const [who, actor, may] of [
  ["nobody who is signed in", null, false],
  ["a stranger", stranger, false],
  ["a viewer", viewer, false],
  ["a viewer of the repository alone", onlooker, false],
  ["a contributor", contributor, true],
  ["a contributor of the repository alone", alone, true],
  ["an owner", owner, true],
  ["an admin", admin, true],
] as const)
  test(`${who} may ${may ? "" : "not "}have a manifest read again`, () => {
    assert.equal(canRetryReading(actor, guarded), may);
  });
