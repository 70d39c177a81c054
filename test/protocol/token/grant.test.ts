import assert from "node:assert/strict";
import { test } from "node:test";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import type { Visibility } from "../../../src/platform/db/generated/enums.ts";
import { grant } from "../../../src/protocol/token/grants.ts";
import { parseScope } from "../../../src/protocol/token/scope.ts";
import {
  admin,
  contributor,
  members,
  owner,
  rules,
  stranger,
  viewer,
} from "../../support/data/policy-actors.ts";

type Row = readonly [who: string, Actor | null, Visibility, asked: string, granted: string];
const rows: readonly Row[] = [
  ["SCO-002: an owner", owner, "private", "*", "*"],
  ["an owner", owner, "private", "*,pull", "*"],
  ["an owner", owner, "private", "pull", "pull"],
  ["an owner", owner, "private", "push,pull,delete", "push pull delete"],
  ["an owner", owner, "private", "fork,admin", ""],
  ["an owner", owner, "private", "", ""],
  ["SCO-002: a contributor", contributor, "private", "*", "pull push"],
  ["a contributor", contributor, "private", "delete,push", "push"],
  ["SCO-002: a viewer", viewer, "private", "*", "pull"],
  ["SCO-008: a viewer", viewer, "private", "push,pull", "pull"],
  ["a viewer", viewer, "private", "push", ""],
  ["SCO-002: a stranger", stranger, "private", "*", ""],
  ["SCO-023: a stranger", stranger, "protected", "pull,push", "pull"],
  ["SCO-023: nobody", null, "protected", "pull", ""],
  ["SCO-022: nobody", null, "public", "push,pull", "pull"],
  ["nobody", null, "public", "*", "pull"],
  ["an admin", admin, "private", "*", "*"],
];

for (const [who, actor, visibility, asked, granted] of rows)
  test(`${who} who requests "${asked}" in a ${visibility} namespace is granted "${granted}"`, () => {
    const scope = parseScope(`repository:web/nginx:${asked}`);
    const namespace = { kind: "team" as const, visibility, members };
    assert.ok(scope);

    const { access: entry } = grant(actor, scope, { guarded: namespace, rules });

    assert.equal(entry?.actions.join(" ") ?? "", granted);
  });

test("if deletion is disabled, an owner who requests * is granted pull and push", () => {
  const scope = { type: "repository", name: "web/nginx", actions: ["*"] };
  const namespace = { kind: "team" as const, visibility: "private" as const, members };

  const { access: entry } = grant(owner, scope, {
    guarded: namespace,
    rules: { ...rules, deleteEnabled: false },
  });

  assert.deepEqual(entry?.actions, ["pull", "push"]);
});

test("SCO-021: in a namespace that does not exist nobody is granted anything, not even an admin", () => {
  const scope = { type: "repository", name: "new/x", actions: ["push", "pull", "*"] };

  for (const actor of [null, stranger, admin])
    assert.equal(grant(actor, scope, { guarded: null, rules }).access, null);
});

const onRegistry = [
  ["SCO-012", "nobody", null, "registry:catalog:*", ""],
  ["SCO-012", "a person", stranger, "registry:catalog:*", ""],
  ["SCO-028", "a person", stranger, "registry:catalog:pull,*", ""],
  ["SCO-029", "a person", stranger, "registry:anything:*", ""],
  ["SCO-029", "an admin", admin, "registry:anything:*", ""],
  ["SCO-012", "an admin", admin, "registry:catalog:*", "*"],
  ["SCO-028", "an admin", admin, "registry:catalog:pull,*", "*"],
  ["SCO-006", "an admin", admin, "lala:busybox:fork", ""],
] as const;

for (const [id, who, actor, asked, granted] of onRegistry)
  test(`${id}: ${who} who requests ${asked} is granted "${granted}"`, () => {
    const scope = parseScope(asked);
    assert.ok(scope);

    const { access: entry } = grant(actor, scope, { guarded: null, rules });

    assert.equal(entry?.actions.join(" ") ?? "", granted);
  });
