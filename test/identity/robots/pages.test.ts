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

test("pages create a robot, give it a limited token, rotate that and delete the robot", async () => {
  const page = await signIn(app, owner);
  await page.get("/robots");

  const made = await page.post("/robots", { ...wanted({ name: "pages" }), days: "30" });
  assert.equal(made.status, 201);
  assert.match(made.text, /ptk_/);
  const { id } = await db.user.findFirstOrThrow({ where: { username: "web-team+pages" } });
  const limits = { name: "limited", patterns: "web/app-*\nweb/x", actions: "pull", days: "30" };
  const limited = await page.post(`/robots/${id}/tokens`, limits);
  assert.equal(limited.status, 201);
  const wrong = await page.post(`/robots/${id}/tokens`, { ...limits, name: "w", patterns: "a**b" });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /a\*\*b/);
  const shown = await page.get(`/robots/${id}`);
  assert.match(shown.text, /only web\/app-\*, web\/x/);
  const token = await db.applicationToken.findFirstOrThrow({
    where: { userId: id, name: "limited" },
  });
  const rotation = `/robots/${id}/tokens/${token.id}/rotation`;
  assert.match((await page.post(rotation)).text, /name="confirmed"/);
  assert.match((await page.post(rotation, { confirmed: "1" })).text, /ptk_/);
  const gone = await page.post(`/robots/${id}/deletion`, { confirmed: "1" });

  assert.equal(gone.status, 303);
  assert.equal((await page.get(`/robots/${id}`)).status, 404);
});

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
