import assert from "node:assert/strict";
import { test } from "node:test";
import {
  canChangeVisibility,
  canDeleteNamespace,
  canEditNamespace,
  canHaveVisibility,
  canReceive,
  canSeeSize,
  canTransfer,
} from "../../../src/tenancy/policy/management.ts";
import { canSeeMembers } from "../../../src/tenancy/policy/policy.ts";
import { admin, contributor, members, owner, rules } from "../../support/data/policy-actors.ts";
import { off, peopleAndNobody, testPolicy } from "../../support/policy-cases.ts";

const team = { kind: "team", members } as const;
const personal = { kind: "personal", members } as const;
const global = { kind: "global", members } as const;

testPolicy(peopleAndNobody, [
  ["NSP-019: describe", ["owner", "admin"], (it) => canEditNamespace(it, team, rules)],
  [
    "NSP-020: describe [manage_namespace off]",
    ["admin"],
    (it) => canEditNamespace(it, team, off("manageNamespace")),
  ],
  [
    "NSP-025: describe, where only admins push",
    ["owner", "admin"],
    (it) => canEditNamespace(it, team, { ...rules, pushPolicy: "admin-only" }),
  ],
  [
    "NSP-017: change the visibility",
    ["owner", "admin"],
    (it) => canChangeVisibility(it, team, rules),
  ],
  [
    "NSP-017: change the visibility [change_visibility off]",
    ["admin"],
    (it) => canChangeVisibility(it, team, off("changeVisibility")),
  ],
  [
    "NSP-018: change the visibility of the global namespace",
    ["admin"],
    (it) => canChangeVisibility(it, global, rules),
  ],
  ["see the members", ["owner", "contributor", "viewer", "admin"], (it) => canSeeMembers(it, team)],
  ["see the size", ["owner", "contributor", "viewer", "admin"], (it) => canSeeSize(it, team)],
  ["transfer", ["owner", "admin"], (it) => canTransfer(it, team, rules)],
  [
    "transfer [manage_namespace off]",
    ["admin"],
    (it) => canTransfer(it, team, off("manageNamespace")),
  ],
  ["transfer a personal namespace", [], (it) => canTransfer(it, personal, rules)],
  ["transfer the global namespace", [], (it) => canTransfer(it, global, rules)],
  ["delete", ["owner", "admin"], (it) => canDeleteNamespace(it, team, rules)],
  [
    "delete [delete.contributors on]",
    ["owner", "contributor", "admin"],
    (it) => canDeleteNamespace(it, team, { ...rules, deleteByContributors: true }),
  ],
  ["DEL-004: delete [delete off]", [], (it) => canDeleteNamespace(it, team, off("deleteEnabled"))],
  ["NSP-016: delete the global namespace", [], (it) => canDeleteNamespace(it, global, rules)],
]);

test("the global namespace is never private; every other may be", () => {
  assert.equal(canHaveVisibility(global, "private"), false);
  assert.equal(canHaveVisibility(global, "protected"), true);
  assert.equal(canHaveVisibility(team, "private"), true);
});

test("a namespace is given only to a team whose owner gives it, or by an admin; never to a hidden one", () => {
  const open = { hidden: false, members };

  assert.equal(canReceive(owner, open), true);
  assert.equal(canReceive(contributor, open), false);
  assert.equal(canReceive(admin, open), true);
  assert.equal(canReceive(admin, { ...open, hidden: true }), false);
});
