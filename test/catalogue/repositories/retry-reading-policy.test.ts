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

const [guestContributor, guestViewer] = [person(6), person(7)]; // with a role in the repository only
const own = [
  { userId: guestContributor.id, role: "contributor" },
  { userId: guestViewer.id, role: "viewer" },
] as const;
const repository = { fullName: "web/app", visibility: null, members: own };
const guarded: Guarded = { kind: "team", visibility: "public", members, repository };

for (const [who, actor, may] of [
  ["a visitor", null, false],
  ["a stranger", stranger, false],
  ["a viewer", viewer, false],
  ["a viewer of only the repository", guestViewer, false],
  ["a contributor", contributor, true],
  ["a contributor of only the repository", guestContributor, true],
  ["an owner", owner, true],
  ["an admin", admin, true],
] as const)
  test(`${who} may ${may ? "" : "not "}retry reading a manifest`, () => {
    assert.equal(canRetryReading(actor, guarded), may);
  });
