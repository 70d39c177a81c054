import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rules } from "../../../src/platform/config/config.ts";
import type { NamespaceKind, Visibility } from "../../../src/platform/db/generated/enums.ts";
import { namespaceNameFrom } from "../../../src/registry/names.ts";
import { type Action, type Guarded, judge } from "../../../src/tenancy/policy/policy.ts";
import {
  admin,
  contributor,
  members,
  owner,
  rules,
  stranger,
  viewer,
} from "../../support/data/policy-actors.ts";

const everyone = { nobody: null, stranger, viewer, contributor, owner, admin };

const place = (kind: NamespaceKind, visibility: Visibility): Guarded => {
  return { kind, visibility, members };
};
const team = place("team", "private");
const personal = place("personal", "private");
const global = place("global", "protected");
const all = "stranger viewer contributor owner admin";

type Push = Rules["pushPolicy"];
type Row = [id: string, what: string, Action, Guarded, Partial<Rules>, who: string];

/** Who may, of all of them. */
const table: Row[] = [
  ["NSP-001", "private", "pull", team, {}, "viewer contributor owner admin"],
  ["NSP-002", "private", "pull", personal, {}, "viewer contributor owner admin"],
  ["NSP-003", "public", "pull", place("team", "public"), {}, `nobody ${all}`],
  ["NSP-004", "global", "pull", global, {}, all],
  ["NSP-006", "protected", "pull", place("team", "protected"), {}, all],
  ["NSP-008", "global", "push", global, {}, "admin"],
  ["NSP-009", "team's, admin-only", "push", team, { pushPolicy: "admin-only" }, "admin"],
  ["NSP-009", "own, admin-only", "push", personal, { pushPolicy: "admin-only" }, "admin"],
  ["NSP-010", "team's, allow-personal", "push", team, { pushPolicy: "allow-personal" }, "admin"],
  [
    "NSP-010",
    "own, allow-personal",
    "push",
    personal,
    { pushPolicy: "allow-personal" },
    "owner admin",
  ],
  ["NSP-012", "team's, unknown policy", "push", team, { pushPolicy: "whatever" as Push }, ""],
  ["NSP-013", "team's", "delete", team, {}, "owner admin"],
  [
    "NSP-013, REP-007",
    "contributors delete",
    "delete",
    team,
    { deleteByContributors: true },
    "contributor owner admin",
  ],
  [
    "REP-005",
    "deletion off",
    "delete",
    team,
    { deleteEnabled: false, deleteByContributors: true },
    "",
  ],
];

for (const [id, what, action, guarded, given, who] of table)
  test(`${id}: ${what}, may ${action}: ${who || "nobody at all"}`, () => {
    const may = Object.entries(everyone).filter(
      ([, actor]) => judge(actor, guarded, action, { ...rules, ...given }).allowed,
    );

    assert.equal(may.map(([name]) => name).join(" "), who);
  });

const named = [
  ["_name", "name"],
  ["name_", "name"],
  ["___name_-aa__", "name_aa"],
  ["_ma._.n", "ma_n"],
  ["!lol!name", "lol_name"],
  ["Miquel.Sabate.", "miquel.sabate"],
  ["_M_", "m"],
] as const;

for (const [username, name] of named)
  test(`NAM-003: the namespace of ${username} is called ${name}`, () =>
    assert.equal(namespaceNameFrom(username), name));
