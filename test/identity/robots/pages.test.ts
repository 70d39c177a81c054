import assert from "node:assert/strict";
import { before, test } from "node:test";
import { createRobot } from "../../../src/identity/robots/robots.ts";
import { db, type Team, type User } from "../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../support/app.ts";
import { by, makeTeam, makeUser, unique } from "../../support/data/factories.ts";

const app = await useApp();
let owner: User;
let admin: User;
let contributor: User;
let team: Team;

before(async () => {
  [owner, contributor] = [await makeUser(), await makeUser()];
  admin = await makeUser({ admin: true });
  team = await makeTeam({ owners: [owner], contributors: [contributor] }, { name: "Web Team" });
});

const wanted = (given = {}) => ({
  team: team.name,
  name: unique("bot"),
  role: "contributor" as const,
  days: "" as const,
  ...given,
});

test("the page of a new robot shows its token", async () => {
  const page = await signIn(app, owner);
  await page.get("/robots");

  const made = await page.post("/robots", { ...wanted({ name: "pages" }), days: "30" });

  assert.equal(made.status, 201);
  assert.match(made.text, /ptk_/);
  assert.equal(await db.user.count({ where: { username: "web-team+pages" } }), 1);
});

const limits = { name: "limited", patterns: "web/app-*\nweb/x", actions: "pull", days: "30" };

test("a robot gets a limited token, and its page shows the limits", async () => {
  const { page, id } = await pageOfRobot();

  const { status } = await page.post(`/robots/${id}/tokens`, limits);

  assert.equal(status, 201);
  assert.match((await page.get(`/robots/${id}`)).text, /only web\/app-\*, web\/x/);
});

test("a pattern that is refused comes back with the form", async () => {
  const { page, id } = await pageOfRobot();

  const wrong = await page.post(`/robots/${id}/tokens`, { ...limits, patterns: "web/{a,b" });

  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /web\/\{a,b&#34; is not a valid pattern: it has no closing brace/);
});

for (const [what, fields, shown] of [
  ["asks before it rotates a token", {}, /name="confirmed"/],
  ["shows the new secret of a rotated token", { confirmed: "1" }, /ptk_/],
] as const)
  test(`the page of a robot ${what}`, async () => {
    const { page, id } = await pageOfRobot();
    const token = await db.applicationToken.findFirstOrThrow({ where: { userId: id } });

    const { text } = await page.post(`/robots/${id}/tokens/${token.id}/rotation`, fields);

    assert.match(text, shown);
  });

test("the page of a robot deletes it", async () => {
  const { page, id } = await pageOfRobot();

  const { status } = await page.post(`/robots/${id}/deletion`, { confirmed: "1" });

  assert.equal(status, 303);
  assert.equal((await page.get(`/robots/${id}`)).status, 404);
});

/** A robot with a token, and its owner's browser on the page of the robot. */
async function pageOfRobot() {
  const { id } = (await createRobot(by(owner), wanted())).robot;
  const page = await signIn(app, owner);
  await page.get(`/robots/${id}`);
  return { page, id };
}

test("FIELD 13: a robot's page changes no token of another robot, and strangers find no robot at all", async () => {
  const [one, other] = [
    (await createRobot(by(owner), wanted())).robot,
    (await createRobot(by(admin), wanted({ team: "" }))).robot,
  ];
  const token = await db.applicationToken.findFirstOrThrow({ where: { userId: other.id } });
  const [page, stranger] = [await signIn(app, owner), await signIn(app, contributor)];

  for (const verb of ["rotation", "revocation"]) {
    const path = `/robots/${one.id}/tokens/${token.id}/${verb}`;
    assert.equal((await page.post(path, { confirmed: "1" })).status, 404);
    assert.equal((await stranger.post(path, { confirmed: "1" })).status, 404);
  }
  assert.equal((await page.get(`/robots/${other.id}`)).status, 404);
  assert.equal((await stranger.get(`/robots/${one.id}`)).status, 404);
});
