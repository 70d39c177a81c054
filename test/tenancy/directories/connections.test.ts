import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { signedIn } from "../../identity/signed-in.ts";
import { useApp } from "../../support/app.ts";
import { password } from "../../support/data/factories.ts";
import { startDirectory } from "../../support/directory.ts";
import { useDirectory } from "../../support/directory-app.ts";

const app = await useApp();
const slapd = await startDirectory();
const provider = await useDirectory(slapd.settings());
await slapd.addPerson("mara", "the password of mara");
const path = `/profile/connections/directories/${provider.id}`;
const stale = () => db.$executeRaw`
  UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{confirmedAt}', '"2026-01-01T00:00:00Z"')::json`;

test("an account with a password is connected to an entry of the directory, after a yes", async () => {
  const { it, user } = await signedIn(app, { username: "mara" });
  const { text } = await it.get("/profile/connections");
  assert.match(text, /Enter your name and password at <strong>Example directory/);

  const answer = await it.post(path, { username: "Mara", secret: "the password of mara" });
  assert.equal(answer.location, "/profile/connections");
  assert.equal(await db.externalIdentity.count({ where: { userId: user.id } }), 0);
  assert.match((await it.get("/profile/connections")).text, /You signed in at .*Example directory/);
  await it.post("/profile/connections");

  assert.equal(await db.externalIdentity.count({ where: { userId: user.id } }), 1);
  const again = await signedIn(app);
  await again.it.get("/profile/connections");
  await again.it.post(path, { username: "mara", secret: "the password of mara" });
  const taken = await again.it.post("/profile/connections");
  assert.equal(taken.status, 422);
  assert.match(taken.text, /is connected to an account here already/);
});

test("a wrong password connects nothing, is not shown again, and counts as in a sign-in", async () => {
  const { it } = await signedIn(app);
  await it.get("/profile/connections");
  const enter = (secret: string) => it.post(path, { username: "mara", secret });

  const wrong = await enter("wrong");
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Example directory does not accept this name and password/);
  assert.doesNotMatch(wrong.text, /value="wrong"/);
  assert.match(
    (await it.post(path, { username: "" })).text,
    /Enter your user name at the directory/,
  );
  for (let n = 0; n < 9; n += 1) await enter(`wrong ${n}`);
  const late = await enter("the password of mara");

  assert.equal(late.status, 429);
  const fields = { username: "mara", secret: "x" };
  assert.equal((await it.post("/profile/connections/directories/999999", fields)).status, 404);
});

test("the password that somebody else with the same name has at the directory confirms nothing", async () => {
  const { it, user } = await signedIn(app, { username: "kim" });
  await slapd.addPerson("kim", "the password of another kim");
  await it.get("/profile");
  await stale();

  const token = { name: "ci", days: "30", _password: "the password of another kim" };
  assert.match((await it.post("/profile/tokens", token)).text, /This is not your password/);
  const change = { current: "the password of another kim", password: "a new good password" };
  assert.match((await it.post("/profile/password", change)).text, /not your current password/);

  assert.equal(await db.applicationToken.count({ where: { userId: user.id } }), 0);
  assert.equal((await it.post("/profile/tokens", { ...token, _password: password })).status, 201);
});

test("people without a password here are told where they change it", async () => {
  const { it, user } = await signedIn(app);
  await db.user.update({ where: { id: user.id }, data: { passwordHash: null } });

  const { text } = await it.get("/profile");
  assert.match(text, /Your account has no password here/);
  assert.doesNotMatch(text, /Current password/);
  const forced = await it.post("/profile/password", { current: "x", password: "a new good one" });

  assert.equal(forced.status, 422);
  assert.equal((await db.user.findUniqueOrThrow({ where: { id: user.id } })).passwordHash, null);
});
