import assert from "node:assert/strict";
import { test } from "node:test";
import {
  canCreateNamespace,
  canCreateTeam,
  canDeleteTeam,
  canEditTeam,
  canLeave,
  canManageMembers,
} from "../../../src/tenancy/teams/policy.ts";
import { members, owner, rules } from "../../support/data/policy-actors.ts";
import { off, on, people, testPolicy } from "../../support/policy-cases.ts";

const team = { hidden: false, members };
const hidden = { ...team, hidden: true };

testPolicy(people, [
  [
    "create a team",
    ["owner", "contributor", "viewer", "stranger", "admin"],
    (it) => canCreateTeam(it, rules),
  ],
  ["create a team [create_team off]", ["admin"], (it) => canCreateTeam(it, off("createTeam"))],
  ["TEA-002: edit the team", ["owner", "admin"], (it) => canEditTeam(it, team, rules)],
  ["edit the team [manage_team off]", ["admin"], (it) => canEditTeam(it, team, off("manageTeam"))],
  ["TEA-002: edit a hidden team", [], (it) => canEditTeam(it, hidden, rules)],
  ["TEA-003: say who is in it", ["owner", "admin"], (it) => canManageMembers(it, team)],
  ["say who is in a hidden team", [], (it) => canManageMembers(it, hidden)],
  ["leave it", ["owner", "contributor", "viewer"], (it) => canLeave(it, team)],
  ["delete it", ["owner", "admin"], (it) => canDeleteTeam(it, team, rules)],
  [
    "delete it [delete.contributors on]",
    ["owner", "contributor", "admin"],
    (it) => canDeleteTeam(it, team, on("deleteByContributors")),
  ],
  ["DEL-004: delete it [delete off]", [], (it) => canDeleteTeam(it, team, off("deleteEnabled"))],
  ["delete a hidden team", [], (it) => canDeleteTeam(it, hidden, rules)],
  [
    "NSP-021: create a namespace in it",
    ["owner", "contributor", "admin"],
    (it) => canCreateNamespace(it, team, rules),
  ],
  [
    "NSP-022: create a namespace in it [create_namespace off]",
    ["admin"],
    (it) => canCreateNamespace(it, team, off("createNamespace")),
  ],
  [
    "NSP-021: create a namespace in it [push policy allow-personal]",
    ["admin"],
    (it) => canCreateNamespace(it, team, { ...rules, pushPolicy: "allow-personal" }),
  ],
  ["create a namespace in a hidden team", [], (it) => canCreateNamespace(it, hidden, rules)],
]);

test("a robot that is an owner creates neither teams nor namespaces", () => {
  const robot = { ...owner, robot: true };

  assert.equal(canCreateTeam(robot, rules), false);
  assert.equal(canCreateNamespace(robot, team, rules), false);
});
