import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { Actor, Limit } from "../../../src/identity/actor/actor.ts";
import { limitOf } from "../../../src/identity/actor/limits.ts";
import type { Rules } from "../../../src/platform/config/config.ts";
import {
  allowedActions,
  type Guarded,
  judge,
  visibilityOf,
} from "../../../src/tenancy/policy/policy.ts";
import { person, rules } from "../../support/data/policy-actors.ts";
import { permissionsTable } from "../../support/permissions-table.ts";

test("docs/permissions.md agrees with the policy; npm run permissions writes it", (t) => {
  const table = permissionsTable();
  t.diagnostic(`\n${table}`);

  assert.equal(readFileSync("docs/permissions.md", "utf8"), table);
});

const members = [{ userId: 1, role: "owner" as const }];
const own = [
  { userId: 2, role: "contributor" as const },
  { userId: 3, role: "viewer" as const },
];
const place = (given: Partial<Guarded> = {}): Guarded => ({
  kind: "team",
  visibility: "private",
  members,
  repository: { fullName: "web/app", visibility: null, members: own },
  ...given,
});

test("a repository is never wider than its namespace, whatever it says for itself", () => {
  const widths = ["private", "protected", "public"] as const;
  for (const visibility of widths)
    for (const said of widths) {
      const found = visibilityOf({ visibility, repository: { visibility: said } });

      assert.equal(
        widths.indexOf(found),
        Math.min(widths.indexOf(visibility), widths.indexOf(said)),
      );
    }
});

describe("members of a repository", () => {
  test("have their rights there", () => {
    assert.deepEqual(allowedActions(person(2), place(), rules), ["pull", "push"]);
    assert.deepEqual(allowedActions(person(3), place(), rules), ["pull"]);
  });

  test("have none in the repository beside it, nor in the namespace", () => {
    const beside = { fullName: "web/other", visibility: null, members: [] };

    assert.deepEqual(allowedActions(person(2), place({ repository: beside }), rules), []);
    const { kind, visibility } = place();
    assert.deepEqual(allowedActions(person(2), { kind, visibility, members }, rules), []);
  });

  test("take nothing from people with a higher role in the team", () => {
    const repository = {
      fullName: "web/app",
      visibility: null,
      members: [{ userId: 1, role: "viewer" as const }],
    };

    const actions = allowedActions(person(1), place({ repository }), rules);

    assert.deepEqual(actions, ["pull", "push", "delete"]);
  });
});

describe("FIELD 6: a limited token", () => {
  const limit = limitOf({ patterns: ["web/app-*"], actions: ["pull"] }) as Limit; // there is one
  const named = (fullName: string) =>
    place({ repository: { fullName, visibility: null, members: [] } });

  test("does what its limits and its owner's rights both allow", () => {
    const actor = person(1, { limit });

    assert.deepEqual(allowedActions(actor, named("web/app-one"), rules), ["pull"]);
    assert.deepEqual(allowedActions(actor, named("web/app"), rules), []);
    assert.deepEqual(allowedActions(person(8, { limit }), named("web/app-one"), rules), []);
  });

  test("of an admin does no more", () => {
    const actor = person(8, { limit, admin: true });

    assert.deepEqual(allowedActions(actor, named("web/app-one"), rules), ["pull"]);
    assert.deepEqual(allowedActions(actor, named("web/other"), rules), []);
  });

  test("opens no public repository outside its limits, and no namespace as a whole", () => {
    const actor = person(1, { limit });
    const elsewhere = named("web/other");

    assert.deepEqual(allowedActions(actor, { ...elsewhere, visibility: "public" }, rules), []);
    assert.deepEqual(
      allowedActions(actor, { kind: "team", visibility: "public", members }, rules),
      [],
    );
  });
});

const answers: [
  who: string,
  Actor | null,
  Guarded,
  "pull" | "push" | "delete",
  Partial<Rules>,
  RegExp,
][] = [
  ["a stranger", person(9), place(), "pull", {}, /^It is private/],
  ["nobody", null, place({ visibility: "protected" }), "pull", {}, /signed-in users/],
  [
    "a contributor of the repository",
    person(2),
    place(),
    "push",
    {},
    /^Owners and contributors of the repository/,
  ],
  ["an owner", person(1), place(), "push", { pushPolicy: "admin-only" }, /only admins to push/],
  [
    "an admin",
    person(9, { admin: true }),
    place(),
    "delete",
    { deleteEnabled: false },
    /is disabled here/,
  ],
  ["a contributor", person(2), place(), "delete", {}, /^Contributors may not delete/],
];

for (const [who, actor, guarded, action, given, because] of answers)
  test(`the answer to "may ${who} ${action}?" names the rule: ${because.source}`, () => {
    assert.match(judge(actor, guarded, action, { ...rules, ...given }).because, because);
  });
