import assert from "node:assert/strict";
import { test } from "node:test";
import type { Actor } from "../../src/accounts/current.ts";
import { config, type Rules } from "../../src/config.ts";
import {
  canCreateNamespace,
  canCreateTeam,
  canDeleteTeam,
  canEditTeam,
  canLeave,
  canManageMembers,
} from "../../src/teams/policy.ts";

const person = (id: number, given: Partial<Actor> = {}): Actor => ({
  id,
  username: `person${id}`,
  displayName: null,
  admin: false,
  robot: false,
  ...given,
});

const people = {
  owner: person(1),
  contributor: person(2),
  viewer: person(3),
  stranger: person(4),
  admin: person(5, { admin: true }),
};
type Who = keyof typeof people;

const team = {
  hidden: false,
  members: [
    { userId: 1, role: "owner" },
    { userId: 2, role: "contributor" },
    { userId: 3, role: "viewer" },
  ] as const,
};
const hidden = { ...team, hidden: true };
const all = Object.keys(people) as Who[];
const off = (rule: keyof Rules): Rules => ({ ...config.rules, [rule]: false });
const on = (rule: keyof Rules): Rules => ({ ...config.rules, [rule]: true });

const cases: [string, Who[], (actor: Actor) => boolean][] = [
  ["create a team", all, (it) => canCreateTeam(it, config.rules)],
  ["create a team [create_team off]", ["admin"], (it) => canCreateTeam(it, off("createTeam"))],
  ["TEA-002: edit the team", ["owner", "admin"], (it) => canEditTeam(it, team, config.rules)],
  ["edit the team [manage_team off]", ["admin"], (it) => canEditTeam(it, team, off("manageTeam"))],
  ["TEA-002: edit a hidden team", [], (it) => canEditTeam(it, hidden, config.rules)],
  ["TEA-003: say who is in it", ["owner", "admin"], (it) => canManageMembers(it, team)],
  ["say who is in a hidden team", [], (it) => canManageMembers(it, hidden)],
  ["leave it", ["owner", "contributor", "viewer"], (it) => canLeave(it, team)],
  ["delete it", ["owner", "admin"], (it) => canDeleteTeam(it, team, config.rules)],
  [
    "delete it [delete.contributors on]",
    ["owner", "contributor", "admin"],
    (it) => canDeleteTeam(it, team, on("deleteByContributors")),
  ],
  ["DEL-004: delete it [delete off]", [], (it) => canDeleteTeam(it, team, off("deleteEnabled"))],
  ["delete a hidden team", [], (it) => canDeleteTeam(it, hidden, config.rules)],
  [
    "NSP-021: create a namespace in it",
    ["owner", "contributor", "admin"],
    (it) => canCreateNamespace(it, team, config.rules),
  ],
  [
    "NSP-022: create a namespace in it [create_namespace off]",
    ["admin"],
    (it) => canCreateNamespace(it, team, off("createNamespace")),
  ],
  [
    "NSP-021: create a namespace in it [push policy allow-personal]",
    ["admin"],
    (it) => canCreateNamespace(it, team, { ...config.rules, pushPolicy: "allow-personal" }),
  ],
  ["create a namespace in a hidden team", [], (it) => canCreateNamespace(it, hidden, config.rules)],
];

for (const [what, allowed, ask] of cases)
  test(`${what}: ${allowed.join(", ") || "nobody"} may`, () => {
    assert.deepEqual(
      all.filter((who) => ask(people[who])),
      allowed,
    );
  });

test("a robot that is an owner creates neither teams nor namespaces", () => {
  const robot = person(1, { robot: true });

  assert.equal(canCreateTeam(robot, config.rules), false);
  assert.equal(canCreateNamespace(robot, team, config.rules), false);
});
