import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { browser, useApp } from "../../support/app.ts";

const app = await useApp();

const setup_code = config.setupCode ?? "";
const fields = (username: string) => ({
  username,
  email: `${username}@example.org`,
  password: "a long enough password",
});

test("until there is an account, every page redirects to the first sign-up", async () => {
  const it = browser(app);

  for (const path of ["/", "/explore", "/profile", "/sign-in", "/admin"])
    assert.equal((await it.get(path)).location, "/sign-up", path);
  assert.match((await it.get("/sign-up")).text, /Create admin/);
});

test("a first sign-up that can't be accepted comes back with what was typed, but the password", async () => {
  const it = browser(app);
  await it.get("/sign-up");

  const answer = await it.post("/sign-up", { username: "Ada", email: "no", password: "secret" });

  assert.equal(answer.status, 422);
  assert.match(answer.text, /value="Ada"/);
  assert.match(answer.text, /such as kim@example\.org/);
  assert.match(answer.text, /at least 8 characters/);
  assert.equal(answer.text.includes('secret"'), false);
});

test("USR-001: the first to sign up is signed in as the admin", async () => {
  const it = browser(app);
  await it.get("/sign-up");

  const answer = await it.post("/sign-up", { ...fields("admin"), setup_code });

  assert.equal(answer.status, 303);
  assert.equal(answer.location, "/");
  assert.match((await it.get("/profile")).text, /You are the admin of this Portus/);
  assert.equal((await it.get("/admin/users")).status, 200);
});

test("USR-002, CVE-2019-16097: later sign-ups never become admins, whatever the form sends", async () => {
  const it = browser(app);
  const page = await it.get("/sign-up");
  assert.match(page.text, /Create account/);

  for (const more of [{ admin: "true" }, { "user[admin]": "true" }]) {
    const answer = await it.post("/sign-up", { ...fields("eve"), ...more });
    assert.equal(answer.status, 422);
    assert.match(answer.text, /is not a field of this request/);
  }
  assert.equal(await db.user.count({ where: { username: "eve" } }), 0);
  await it.post("/sign-up", fields("eve"));

  const eve = await db.user.findUniqueOrThrow({ where: { username: "eve" } });
  assert.equal(eve.admin, false);
  assert.equal((await it.get("/admin/users")).status, 403);
});

test("a taken user name comes back with the form", async () => {
  const it = browser(app);
  await it.get("/sign-up");

  const answer = await it.post("/sign-up", { ...fields("Admin"), email: "else@example.org" });

  assert.equal(answer.status, 422);
  assert.match(answer.text, /reserved|taken/);
});

test("a signed-in person is redirected from the sign-up page", async () => {
  const it = browser(app);
  await it.get("/sign-up");
  await it.post("/sign-up", fields("kim"));

  assert.equal((await it.get("/sign-up")).location, "/");
});
