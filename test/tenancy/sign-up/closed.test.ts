import assert from "node:assert/strict";
import { test } from "node:test";

process.env.PORTUS_SIGNUP_ENABLED = "false";
process.env.PORTUS_FIRST_USER_ADMIN_ENABLED = "false";
process.env.PORTUS_URL = "https://portus.test.lan";
const { browser, useApp } = await import("../../support/app.ts");
const client = await import("../../../src/platform/db/client.ts"); // its `db` comes with the connection
const { makeUser, password } = await import("../../support/data/factories.ts");
const { signUp } = await import("../../../src/tenancy/sign-up/onboarding.ts");

const app = await useApp();
const setupCode = process.env.PORTUS_SETUP_CODE ?? "";
const behindTls = { "x-forwarded-proto": "https" };

const fields = (username: string) => ({
  username,
  email: `${username}@example.org`,
  password: "a long enough password",
});

test("USR-003: with the first admin switched off the first to sign up is an ordinary person, and the only one", async () => {
  const outcomes = await Promise.allSettled(
    ["one", "two", "three"].map((name) =>
      signUp({ ...fields(name), setupCode }, { address: "192.0.2.1" }),
    ),
  );

  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  assert.deepEqual(await client.db.user.findMany({ select: { admin: true } }), [{ admin: false }]);
  const refusals = outcomes.flatMap((it) => (it.status === "rejected" ? [String(it.reason)] : []));
  for (const refusal of refusals)
    assert.match(refusal, /there is an admin already|Sign-up is closed/);
});

test("a closed sign-up answers 403 and says to ask an admin; its form creates nothing", async () => {
  const it = browser(app);

  const page = await it.get("/sign-up", behindTls);
  assert.equal(page.status, 403);
  assert.match(page.text, /Only admins create accounts here/);
  await it.get("/sign-in", behindTls);
  const answer = await it.post("/sign-up", fields("eve"), behindTls);

  assert.equal(answer.status, 403);
  assert.equal(await client.db.user.count(), 1);
});

test("behind https, cookies are limited to https and this host", async () => {
  const it = browser(app);
  const page = await it.get("/sign-in", behindTls);
  const themed = await it.post("/theme", { theme: "dark" }, behindTls);
  const shown = await it.get("/sign-in", behindTls);

  const lines = [page, themed].flatMap(({ headers }) => headers.getSetCookie());
  assert.deepEqual(
    lines.map((line) => line.split("=")[0]),
    ["__Host-portus-form", "__Host-portus-theme"],
  );
  for (const line of lines) {
    assert.match(line, /; Secure/);
    assert.match(line, /; HttpOnly/);
    assert.match(line, /; Path=\/(;|$)/);
    assert.doesNotMatch(line, /Domain/i);
  }
  assert.match(shown.text, /<html[^>]*dark/);
});

test("behind https a session begins too, whatever the proxy says of itself", async () => {
  const { username } = await makeUser();
  const it = browser(app);
  await it.get("/sign-in");

  const answer = await it.post("/sign-in", { username, password });

  assert.equal(answer.status, 303);
  const line =
    answer.headers.getSetCookie().find((text) => text.startsWith("__Host-portus=")) ?? "";
  assert.match(line, /; Secure/);
  assert.equal((await it.get("/profile")).status, 200);
});
