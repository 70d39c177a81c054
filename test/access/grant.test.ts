import assert from "node:assert/strict";
import { test } from "node:test";
import { grant } from "../../src/access/grant.ts";
import { parseScope } from "../../src/access/scope.ts";
import type { Actor } from "../../src/accounts/current.ts";
import type { Rules } from "../../src/config.ts";
import type { Visibility } from "../../src/generated/enums.ts";

const person = (id: number, admin = false): Actor => ({
  id,
  username: `user${id}`,
  displayName: null,
  admin,
  robot: false,
});
const [olga, carl, vera, sten, ada] = [person(1), person(2), person(3), person(4), person(5, true)];
const members = [
  { userId: 1, role: "owner" as const },
  { userId: 2, role: "contributor" as const },
  { userId: 3, role: "viewer" as const },
];
const rules: Rules = {
  pushPolicy: "allow-teams",
  deleteEnabled: true,
  deleteByContributors: false,
  changeVisibility: true,
  createTeam: true,
  manageTeam: true,
  createNamespace: true,
  manageNamespace: true,
};

type Row = readonly [who: string, Actor | null, Visibility, asked: string, granted: string];
const rows: readonly Row[] = [
  ["SCO-002: an owner", olga, "private", "*", "*"],
  ["an owner", olga, "private", "*,pull", "*"],
  ["an owner", olga, "private", "pull", "pull"],
  ["an owner", olga, "private", "push,pull,delete", "push pull delete"],
  ["an owner", olga, "private", "fork,admin", ""],
  ["an owner", olga, "private", "", ""],
  ["SCO-002: a contributor", carl, "private", "*", "pull push"],
  ["a contributor", carl, "private", "delete,push", "push"],
  ["SCO-002: a viewer", vera, "private", "*", "pull"],
  ["SCO-008: a viewer", vera, "private", "push,pull", "pull"],
  ["a viewer", vera, "private", "push", ""],
  ["SCO-002: a stranger", sten, "private", "*", ""],
  ["SCO-023: a stranger", sten, "protected", "pull,push", "pull"],
  ["SCO-023: nobody", null, "protected", "pull", ""],
  ["SCO-022: nobody", null, "public", "push,pull", "pull"],
  ["nobody", null, "public", "*", "pull"],
  ["an admin", ada, "private", "*", "*"],
];

for (const [who, actor, visibility, asked, granted] of rows)
  test(`${who} who asks for "${asked}" in a ${visibility} namespace gets "${granted}"`, () => {
    const scope = parseScope(`repository:web/nginx:${asked}`);
    const namespace = { kind: "team" as const, visibility, members };
    assert.ok(scope);

    const entry = grant(actor, scope, { guarded: namespace, rules });

    assert.equal(entry?.actions.join(" ") ?? "", granted);
  });

test("where deletion is switched off, an owner who asks for * gets pull and push", () => {
  const scope = { type: "repository", name: "web/nginx", actions: ["*"] };
  const namespace = { kind: "team" as const, visibility: "private" as const, members };

  const entry = grant(olga, scope, {
    guarded: namespace,
    rules: { ...rules, deleteEnabled: false },
  });

  assert.deepEqual(entry?.actions, ["pull", "push"]);
});

test("SCO-021: in a namespace that does not exist nobody gets anything, not even an admin", () => {
  const scope = { type: "repository", name: "new/x", actions: ["push", "pull", "*"] };

  for (const actor of [null, sten, ada])
    assert.equal(grant(actor, scope, { guarded: null, rules }), null);
});

const onRegistry = [
  ["SCO-012", "nobody", null, "registry:catalog:*", ""],
  ["SCO-012", "a person", sten, "registry:catalog:*", ""],
  ["SCO-028", "a person", sten, "registry:catalog:pull,*", ""],
  ["SCO-029", "a person", sten, "registry:anything:*", ""],
  ["SCO-029", "an admin", ada, "registry:anything:*", ""],
  ["SCO-012", "an admin", ada, "registry:catalog:*", "*"],
  ["SCO-028", "an admin", ada, "registry:catalog:pull,*", "*"],
  ["SCO-006", "an admin", ada, "lala:busybox:fork", ""],
] as const;

for (const [id, who, actor, asked, granted] of onRegistry)
  test(`${id}: ${who} who asks for ${asked} gets "${granted}"`, () => {
    const scope = parseScope(asked);
    assert.ok(scope);

    const entry = grant(actor, scope, { guarded: null, rules });

    assert.equal(entry?.actions.join(" ") ?? "", granted);
  });
