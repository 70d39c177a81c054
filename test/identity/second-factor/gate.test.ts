import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makePerson, makeUser } from "../../support/data/factories.ts";
import { signedIn } from "../signed-in.ts";
import { codeNow, secretIn, withAuthenticator } from "./enrolled.ts";

const app = await useApp();
const require = (who: "admins" | "all", from: Date | null = null) =>
  Object.assign(config, { secondFactor: { who, from } });
afterEach(() => Object.assign(config, { secondFactor: { who: "off", from: null } }));

test("who must have a factor is led to it after the password, and can do nothing else until then", async () => {
  const { user } = await makePerson();
  require("all");
  const it = await signIn(app, user);

  for (const path of ["/", "/profile", "/repositories", "/nothing", "/api", "/live?for=pushes"])
    assert.equal((await it.get(path)).location, "/profile/security", path);
  const wanted = "/device?user_code=ABCD-EFGH";
  await it.get(wanted, { accept: "text/html,*/*;q=0.8" });
  await it.get("/live?for=pushes", { accept: "text/event-stream" });
  await it.get("/profile/security");
  const posted = await it.post("/profile/tokens", { name: "ci", days: "30" });
  assert.equal(posted.status, 403);
  assert.match(posted.text, /Add a second factor first/);
  assert.equal(await db.applicationToken.count({ where: { userId: user.id } }), 0);

  const secret = secretIn(await it.get("/profile/security/authenticator/new"));
  const added = await it.post("/profile/security/authenticator", { code: codeNow(secret) });
  assert.equal(added.status, 201);

  assert.match(added.text, /href="\/device\?user_code=ABCD-EFGH">I saved them/);
  assert.equal((await it.get("/profile")).status, 200);
});

test("they can sign out, and come back to the same", async () => {
  const { user } = await makePerson();
  require("all");
  const it = await signIn(app, user);
  await it.get("/profile/security");

  const out = await it.post("/sign-out");

  assert.equal(out.location, "/sign-in");
  assert.equal((await it.get("/profile")).location, "/sign-in?return=%2Fprofile");
});

test("the rule for admins concerns nobody else, and admins at once when they become one", async () => {
  const { user, it } = await signedIn(app);
  require("admins");
  assert.equal((await it.get("/profile")).status, 200);

  await db.user.update({ where: { id: user.id }, data: { admin: true } });

  assert.equal((await it.get("/profile")).location, "/profile/security");
});

test("before the date a note leads there, and hinders nothing", async () => {
  const { it } = await signedIn(app);
  require("all", new Date(Date.now() + 30 * 86_400_000));

  const { status, text } = await it.get("/profile");

  assert.equal(status, 200);
  assert.match(text, /your account needs a second factor/);
  assert.match(text, /href="\/profile\/security">Add one now/);
});

test("the last factor can't be removed while the rule is in force", async () => {
  const { user, it } = await withAuthenticator(app);
  require("all");

  const { status, text } = await it.post("/profile/security/authenticator/removal", {
    confirmed: "1",
  });

  assert.equal(status, 422);
  assert.match(text, /Add another before you remove it/);
  assert.equal(await db.authenticator.count({ where: { userId: user.id } }), 1);
});

test("admins find who has no factor", async () => {
  const { user } = await withAuthenticator(app);
  const without = await makeUser();
  const robot = await makeUser({ robot: true });
  const { it } = await signedIn(app, { admin: true });

  const { text } = await it.get("/admin/users?state=no-second-factor");

  assert.match(text, new RegExp(`>${without.username}<`));
  for (const { username } of [user, robot]) assert.doesNotMatch(text, new RegExp(`>${username}<`));
});
