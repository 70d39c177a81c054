import assert from "node:assert/strict";
import { test } from "node:test";
import { accessChanged } from "../../../src/platform/db/client.ts";
import { makeNamespace, makePerson, makeUser } from "../../support/data/factories.ts";
import { claimsOf, service, useTokenEndpoint } from "./token-client.ts";

const { tokenClient: docker } = await useTokenEndpoint();

test("SCO-004: a token requested without a scope has no access claim", async () => {
  const answer = await docker.get([["offline_token", "false"]], await makeUser());

  assert.equal(answer.status, 200);
  assert.ok(!("access" in claimsOf(answer)));
});

test("SCO-005: a malformed scope is ignored, not refused", async () => {
  const access = await docker.access("whale:foo,bar", await makeUser());

  assert.deepEqual(access, []);
});

test("SCO-006: a resource of unknown type is ignored, not refused", async () => {
  const access = await docker.access("lala:busybox:fork", await makeUser());

  assert.deepEqual(access, []);
});

test("SCO-009: an owner who requests delete is granted delete", async () => {
  const { user } = await makePerson();

  const access = await docker.access(`repository:${user.username}/busybox:delete`, user);

  assert.deepEqual(access?.[0]?.actions, ["delete"]);
});

test("SCO-014: if one of two scopes is not allowed, only that one is left out", async () => {
  const { user } = await makePerson();
  const other = await makeNamespace();
  const mine = `repository:${user.username}/x:pull`;
  const theirs = `repository:${other.name}/y:pull`;

  const answer = await docker.get(
    [
      ["scope", mine],
      ["scope", theirs],
    ],
    user,
  );

  const names = claimsOf(answer).access?.map(({ name }) => name);
  assert.deepEqual(names, [`${user.username}/x`]);
});

test("SCO-018: access to a name without a slash depends on the global namespace", async () => {
  const user = await makeUser();
  await makeNamespace({ name: "", kind: "global", visibility: "public" });
  accessChanged(); // Postgres would notify about the changes above

  assert.deepEqual(await docker.access("repository:busybox:pull,push", user), [
    { type: "repository", name: "busybox", actions: ["pull"] },
  ]);
});

test("SCO-019: the namespace is the first component of a name", async () => {
  const { user } = await makePerson();
  const name = `${user.username}/a/b`;

  const access = await docker.access(`repository:${name}:pull`, user);

  assert.deepEqual(access, [{ type: "repository", name, actions: ["pull"] }]);
});

test("SCO-020: in a namespace that does not exist nothing is granted", async () => {
  assert.deepEqual(await docker.access("repository:new/x:push,pull", await makeUser()), []);
});

test("SCO-025: an empty scope parameter counts as none", async () => {
  const answer = await docker.get([["scope", ""]], await makeUser());

  assert.equal(answer.status, 200);
  assert.ok(!("access" in claimsOf(answer)));
});

test("SCO-026: a name with a host and port is another repository, in no namespace", async () => {
  const { user } = await makePerson();

  const access = await docker.access(`repository:${service}/${user.username}/x:pull`, user);

  assert.deepEqual(access, []);
});

test("SCO-027: one parameter may contain several scopes, separated by spaces", async () => {
  const { user } = await makePerson();
  const name = user.username;

  const access = await docker.access(`repository:${name}/x:pull repository:${name}/y:push`, user);

  assert.deepEqual(
    access?.map(({ actions }) => actions),
    [["pull"], ["push"]],
  );
});

test("SCO-028: only an admin is granted the catalogue scope", async () => {
  const admin = await makeUser({ admin: true });
  const scopes = ["registry:catalog:*", "registry:catalog:pull,*", "registry:anything:*"];
  for (const scope of scopes) {
    assert.deepEqual(await docker.access(scope, await makeUser()), []);
    assert.deepEqual(await docker.access(scope), []);
  }

  const access = await docker.access("registry:catalog:*", admin);

  assert.deepEqual(access, [{ type: "registry", name: "catalog", actions: ["*"] }]);
});

test("no spelling of a name gives access to another repository", async () => {
  const { user, namespace } = await makePerson();
  const own = namespace.name;
  const odd = [
    `${own}/b/../c`,
    `${own}/../victim/x`,
    `${own}%2Fx`,
    `${own}/X`,
    `${own.toUpperCase()}/x`,
    `${own}//x`,
    `/${own}/x`,
    `${own}/x/`,
    `${own}/é`,
    `${own}:5000/x`,
    `${own}/x:y`,
    `${own}/${"x".repeat(255)}`,
    `${own}/x\0`,
    `${own}\n/x`,
    `${own}/*`,
  ];
  for (const name of odd)
    assert.deepEqual(await docker.access(`repository:${name}:pull`, user), [], name);
});

test("scopes may be repeated, joined, an array or ten thousand letters long", async () => {
  const { user } = await makePerson();
  const scope = `repository:${user.username}/x:pull`;
  const count = async (fields: [string, string][]) =>
    claimsOf(await docker.get(fields, user)).access?.length;

  assert.equal(
    await count([
      ["scope[]", scope],
      ["scope", scope],
    ]),
    1,
  );
  assert.equal(await count([["scope[0]", scope]]), undefined);
  assert.equal(await count([["scope", `repository:${"a".repeat(10_000)}:pull`]]), 0);
  assert.equal(await count(Array.from({ length: 100 }, () => ["scope", scope])), 1);
});
