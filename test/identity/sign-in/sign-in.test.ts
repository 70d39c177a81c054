import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { browser, signIn, useApp } from "../../support/app.ts";
import { makeUser, password } from "../../support/data/factories.ts";
import { withInsertsRefused } from "../../support/data/refused-inserts.ts";
import { signedIn } from "../signed-in.ts";

const app = await useApp();
await makeUser(); // there is somebody: nothing leads to the first sign-up

test("signing in leads to the page that was asked for", async () => {
  const { username } = await makeUser();
  const it = browser(app);
  const asked = await it.get("/profile");
  assert.equal(asked.location, "/sign-in?return=%2Fprofile");

  await it.get("/sign-in?return=%2Fprofile");
  const answer = await it.post("/sign-in", { username, password, return: "/profile" });

  assert.equal(answer.status, 303);
  assert.equal(answer.location, "/profile");
  assert.match((await it.get("/profile")).text, new RegExp(`signed in as ${username}`));
});

test("nobody is signed in without an entry in the audit log", async () => {
  const { username } = await makeUser();
  const it = browser(app);
  await it.get("/sign-in");

  await withInsertsRefused("activities", async () => {
    const answer = await it.post("/sign-in", { username, password });
    assert.equal(answer.status, 500);
  });

  assert.equal((await it.get("/profile")).location, "/sign-in?return=%2Fprofile");
});

test("CVE-2024-22244: signing in leads to no other site", async () => {
  for (const target of ["//evil.example", "https://evil.example", "/\\evil.example"]) {
    const it = browser(app);
    await it.get("/sign-in");
    const { username } = await makeUser();
    const answer = await it.post("/sign-in", { username, password, return: target });
    assert.equal(answer.location, "/", target);
  }
});

test("an unknown user, a wrong password and a disabled account get the same answer", async () => {
  const known = await makeUser();
  const disabled = await makeUser({ disabledAt: new Date() });
  const tries = [
    { username: "not-there", password },
    { username: known.username, password: "wrong" },
    { username: disabled.username, password },
    { username: known.username, password: "" },
  ];

  const pages = [];
  for (const fields of tries) {
    const it = browser(app);
    await it.get("/sign-in");
    const { status, text } = await it.post("/sign-in", fields);
    pages.push([
      status,
      text.replaceAll(fields.username, "NAME").replace(/_csrf" value="[^"]+/g, ""),
    ]);
  }

  for (const page of pages) assert.deepEqual(page, pages[0]);
  assert.equal(pages[0]?.[0], 422);
});

test("an application token, a robot and fields that are no text don't sign in", async () => {
  const { actor, it } = await signedIn(app);
  const made = await it.post("/profile/tokens", { name: "ci", days: "30" });
  const secret = /ptk_\w+/.exec(made.text)?.[0] ?? "";
  const robot = await makeUser({ robot: true });
  const other = browser(app);
  await other.get("/sign-in");

  for (const fields of [
    { username: actor.username, password: secret },
    { username: robot.username, password },
    { "username[$ne]": "x", "password[$ne]": "x" },
  ])
    assert.equal((await other.post("/sign-in", fields)).status, 422);
});

test("the session of a sign-in is a new one: one that was planted before stays without rights", async () => {
  const { user, it } = await signedIn(app);
  const planted = it.cookies.get("portus") ?? "";
  const victim = browser(app);
  victim.cookies.set("portus", planted);
  await victim.get("/sign-in");

  await it.get("/profile");
  await it.post("/sign-out");
  await victim.get("/sign-in");
  const answer = await victim.post("/sign-in", { username: user.username, password });

  assert.equal(answer.status, 303);
  assert.notEqual(victim.cookies.get("portus"), planted);
  const attacker = browser(app);
  attacker.cookies.set("portus", planted);
  assert.match((await attacker.get("/profile")).location ?? "", /sign-in/);
});

test("a sign-in replaces a session that is still valid", async () => {
  const { it } = await signedIn(app);
  const earlier = it.cookies.get("portus") ?? "";
  const { username } = await makeUser();
  await it.get("/profile");

  const answer = await it.post("/sign-in", { username, password });

  assert.equal(answer.status, 303);
  assert.notEqual(it.cookies.get("portus"), earlier);
  const copy = browser(app);
  copy.cookies.set("portus", earlier);
  assert.match((await copy.get("/profile")).location ?? "", /sign-in/);
});

test("a session of a disabled account opens nothing, even if it was not ended", async () => {
  const { user, it } = await signedIn(app);

  await db.user.update({ where: { id: user.id }, data: { disabledAt: new Date() } });

  assert.match((await it.get("/profile")).location ?? "", /sign-in/);
});

test("signing out ends the session for everyone who has its cookie", async () => {
  const { it } = await signedIn(app);
  const copy = browser(app);
  copy.cookies.set("portus", it.cookies.get("portus") ?? "");
  assert.equal((await copy.get("/profile")).status, 200);

  const answer = await it.post("/sign-out");

  assert.equal(answer.status, 303);
  assert.match((await copy.get("/profile")).location ?? "", /sign-in/);
});

test("signing out clears what the browser stored", async () => {
  const { it } = await signedIn(app);

  const { headers } = await it.post("/sign-out");

  assert.equal(headers.get("clear-site-data"), '"storage"');
});

test("the session cookie is out of reach of scripts and other sites", async () => {
  const { username } = await makeUser();
  const it = browser(app);
  await it.get("/sign-in");

  const answer = await it.post("/sign-in", { username, password });

  const line = answer.headers.getSetCookie().find((text) => text.startsWith("portus=")) ?? "";
  assert.match(line, /; HttpOnly/);
  assert.match(line, /; SameSite=Lax/);
  assert.match(line, /; Path=\//);
});

test("too many wrong passwords are answered with 429 and when to try again", async () => {
  const { username } = await makeUser();
  const it = browser(app);
  await it.get("/sign-in");
  for (let n = 0; n < 10; n += 1) await it.post("/sign-in", { username, password: `guess ${n}` });

  const answer = await it.post("/sign-in", { username, password });

  assert.equal(answer.status, 429);
  assert.ok(Number(answer.headers.get("retry-after")) > 500);
  assert.match(answer.text, /Try again in 10 minutes\. Application tokens keep working/);
});

test("a name or password that is too long, comes back with the form", async () => {
  const it = browser(app);
  await it.get("/sign-in");
  for (const fields of [
    { username: "a".repeat(301), password },
    { username: "ada", password: "a".repeat(1025) },
  ]) {
    const answer = await it.post("/sign-in", fields);
    assert.equal(answer.status, 422);
    assert.match(answer.text, /name="password"/);
    assert.match(answer.text, /class="field__error"|aria-invalid="true"/);
    assert.doesNotMatch(answer.text, /a{1025}/);
  }
});

test("after a wrong user name or password the focus is on the first field", async () => {
  const it = browser(app);
  const focused = async (username: string) =>
    /<input[^>]* name="(\w+)"[^>]* autofocus/.exec(
      (await it.post("/sign-in", { username, password: "wrong password" })).text,
    )?.[1];
  await it.get("/sign-in");

  assert.deepEqual([await focused("nobody-here"), await focused("")], ["username", "username"]);
});

test("the first wrong field of a form gets the focus", async () => {
  const it = await signIn(app, await makeUser({ admin: true }));
  await it.get("/admin/users/new");

  const { text } = await it.post("/admin/users/new", { username: "fine", email: "no address" });

  assert.deepEqual(
    [...text.matchAll(/<input[^>]* name="(\w+)"[^>]* autofocus/g)].map(([, name]) => name),
    ["email"],
  );
});
