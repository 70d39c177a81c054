import assert from "node:assert/strict";
import { before, test } from "node:test";
import { db, type Namespace, type Team, type User } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { permissionMatrix } from "../../../../src/tenancy/permission-lookup/matrix/matrix.ts";
import { type Browser, signIn, useApp } from "../../../support/app.ts";
import { makeNamespace, makeTeam, makeUser } from "../../../support/data/factories.ts";

const app = await useApp();
let team: Team;
let closed: Namespace;
let [owner, contributor, viewer, admin]: User[] = [];
let [asOwner, asViewer, asAdmin]: Browser[] = [];

before(async () => {
  [owner, contributor, viewer, admin] = [
    await makeUser({ username: "olga" }),
    await makeUser({ username: "carl" }),
    await makeUser({ username: "vera" }),
    await makeUser({ username: "ada", admin: true }),
  ];
  team = await makeTeam({ owners: [owner], contributors: [contributor], viewers: [viewer] });
  closed = await makeNamespace({ team, name: "closed" });
  await makeNamespace({ name: "open", visibility: "public" });
  asOwner = await signIn(app, owner);
  asViewer = await signIn(app, viewer);
  asAdmin = await signIn(app, admin);
});

const whole = { teamId: null, people: 0, namespaces: 0 };

/** What each person may do in each namespace, as words. */
async function rights(request: Parameters<typeof permissionMatrix>[0]) {
  const { namespaces, people } = await permissionMatrix(request);
  return people.flatMap(({ person, cells }) =>
    cells.map((cell, n) => {
      const words = cell.filter(({ has }) => has).map(({ word }) => word);
      return `${person.username} ${namespaces[n]?.name}: ${words.join(" ")}`;
    }),
  );
}

test("the matrix has the rights of everyone in every namespace, as the policy decides", async () => {
  assert.deepEqual(await rights(whole), [
    "ada closed: pull push delete own",
    "ada open: pull push delete own",
    "carl closed: pull push",
    "carl open: pull",
    "olga closed: pull push delete own",
    "olga open: pull",
    "vera closed: pull",
    "vera open: pull",
  ]);
});

test("the matrix of a team has its members and its namespaces", async () => {
  assert.deepEqual(await rights({ ...whole, teamId: team.id }), [
    "carl closed: pull push",
    "olga closed: pull push delete own",
    "vera closed: pull",
  ]);
});

test("a namespace over its quota may not be pushed to", async () => {
  const where = { id: closed.id };
  await db.namespace.update({ where, data: { overQuota: true } });

  const [carl] = await rights({ ...whole, teamId: team.id });

  await db.namespace.update({ where, data: { overQuota: false } });
  assert.equal(carl, "carl closed: pull");
});

test("admins see the whole matrix, and owners that of their team", async () => {
  const all = await asAdmin?.get(paths.permissionMatrix());
  const own = await asOwner?.get(paths.permissionMatrix({ team: team.id }));

  assert.equal(all?.status, 200);
  assert.match(all?.text ?? "", /carl[\s\S]*pull push/);
  assert.match(own?.text ?? "", /olga[\s\S]*pull push delete own/);
  assert.doesNotMatch(own?.text ?? "", /ada|>open</);
});

test("others do not: a member is refused, and a stranger finds no team", async () => {
  const stranger = await signIn(app, await makeUser());
  const address = paths.permissionMatrix({ team: team.id });

  assert.equal((await asOwner?.get(paths.permissionMatrix()))?.status, 403);
  assert.equal((await asViewer?.get(address))?.status, 403);
  assert.equal((await stranger.get(address)).status, 404);
});

test("odd starts and teams lead to a page, not to an error", async () => {
  for (const query of ["people=-1", "people=x&namespaces=999999999", "namespaces=1e9"])
    assert.equal((await asAdmin?.get(`/permissions/matrix?${query}`))?.status, 200, query);
  assert.equal((await asAdmin?.get("/permissions/matrix?team=x"))?.status, 200);
});

test("disabled people are left out, and more than a page is reached by links", async () => {
  await makeUser({ username: "aaron", disabledAt: new Date() });
  for (let n = 0; n < 21; n += 1) await makeNamespace({ name: `many-${n}`, team });
  for (let n = 0; n < 50; n += 1) await makeUser();

  const first = await permissionMatrix(whole);
  const second = await permissionMatrix({ ...whole, people: 50, namespaces: 20 });

  assert.equal(first.people.length, 50);
  assert.equal(first.people[0]?.person.username, "ada");
  assert.deepEqual([first.morePeople, first.fewerPeople], [50, null]);
  assert.deepEqual([first.moreNamespaces, first.fewerNamespaces], [20, null]);
  assert.deepEqual([second.fewerPeople, second.moreNamespaces], [0, null]);
  assert.ok(second.people.length > 0 && second.namespaces.length > 0);
  const { text = "" } = (await asAdmin?.get(paths.permissionMatrix())) ?? {};
  assert.match(text, /href="\/permissions\/matrix\?people=50&amp;namespaces=0"/);
});
