import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { browser, signIn, useApp } from "../support/app.ts";
import { makePerson, makeTeam, makeUser } from "../support/data/factories.ts";
import { apiCaller } from "./call.ts";

const app = await useApp();
const ada = await makeUser({ username: "ada", admin: true });
await db.founding.create({ data: { userId: ada.id } });

const call = apiCaller(app);
const put = (id: number, body: unknown, as = ada) => call(as, "PUT", `/users/${id}`, body);

test("A5: the API disables and enables a user", async () => {
  const { user } = await makePerson();

  const disabled = await put(user.id, { enabled: false });
  const enabled = await put(user.id, { enabled: "true" });

  assert.deepEqual([disabled.status, disabled.json.enabled], [200, false]);
  assert.deepEqual([enabled.status, enabled.json.enabled], [200, true]);
});

test("A5: the API makes a user an admin, and an admin a user again", async () => {
  const { user } = await makePerson();

  const promoted = await put(user.id, { user: { admin: true } });
  const demoted = await put(user.id, { admin: "false" });

  assert.deepEqual([promoted.status, promoted.json.admin], [200, true]);
  assert.deepEqual([demoted.status, demoted.json.admin], [200, false]);
});

test("A5: a user signs in with a password that was set by the API", async () => {
  const { user } = await makePerson();

  const { status } = await put(user.id, { password: "another long password" });

  const it = browser(app);
  await it.get("/sign-in");
  const form = { username: user.username, password: "another long password" };
  assert.equal(status, 200);
  assert.equal((await it.post("/sign-in", form)).status, 303);
});

test("A7: a request with one refused part changes nothing", async () => {
  const { user } = await makePerson();
  const before = await db.user.findUniqueOrThrow({ where: { id: user.id } });

  for (const [body, field] of [
    [{ display_name: "New", username: "other" }, "username"],
    [{ display_name: "New", email: "none" }, "email"],
    [{ display_name: "New", password: "short" }, "password"],
    [{ display_name: "New", enabled: "maybe" }, "enabled"],
    [{ user: { display_name: "New", admn: true } }, "admn"],
    [{ display_name: "New", email: before.email, user_name: "x" }, "user_name"],
  ] as const) {
    const { status, json } = await put(user.id, body);
    assert.equal(status, 422, JSON.stringify(body));
    assert.ok(Array.isArray(json.message[field]), JSON.stringify(json));
  }
  const after = await db.user.findUniqueOrThrow({ where: { id: user.id } });
  assert.deepEqual({ ...after, updatedAt: null }, { ...before, updatedAt: null });
});

test("a request that repeats the user name changes nothing", async () => {
  const { user } = await makePerson();
  const before = await db.user.findUniqueOrThrow({ where: { id: user.id } });

  const { status } = await put(user.id, { username: user.username });

  const after = await db.user.findUniqueOrThrow({ where: { id: user.id } });
  assert.equal(status, 200);
  assert.deepEqual({ ...after, updatedAt: null }, { ...before, updatedAt: null });
});

test("people may not change the account of another or make themselves admin", async () => {
  const { user } = await makePerson();
  const { user: other } = await makePerson();

  for (const [id, body] of [
    [other.id, { enabled: false }],
    [user.id, { admin: true }],
    [user.id, { enabled: false, admin: true }],
    [user.id, { email: "else@example.org" }],
  ] as const)
    assert.equal((await put(id, body, user)).status, 403);

  const last = await put(ada.id, { admin: false });
  assert.deepEqual(
    [last.status, last.json],
    [
      403,
      {
        message: "Authorization fails",
        error: "Only admins may make or remove admins, and never themselves or robots.",
      },
    ],
  );
});

test("A11: people who disable their own account by the API can't enable it again", async () => {
  const { user } = await makePerson();

  const disabled = await put(user.id, { enabled: false }, user);
  const enabled = await put(user.id, { enabled: true }, user);

  assert.equal(disabled.status, 200);
  assert.equal(enabled.status, 401);
});

test("A11: the page of an account asks before it disables the account", async () => {
  const { user } = await makePerson();
  const it = await signIn(app, user);
  const page = await it.get("/profile");

  const asked = await it.post("/profile/disabled");

  assert.match(page.text, /Disable your account/);
  assert.match(asked.text, /Disable your account\?/);
  assert.equal(await isDisabled(user), false);
});

test("A11: people disable their own account on its page, which signs them out", async () => {
  const { user } = await makePerson();
  const it = await signIn(app, user);
  await it.get("/profile");

  const { location } = await it.post("/profile/disabled", { confirmed: "1" });

  assert.equal(location, "/sign-in");
  assert.equal(await isDisabled(user), true);
  assert.equal((await it.get("/profile")).status, 303);
});

async function isDisabled({ id }: { id: number }): Promise<boolean> {
  return (await db.user.findUniqueOrThrow({ where: { id } })).disabledAt !== null;
}

test("disabling the only owner of a team names the team, by the API and on the person's own page", async () => {
  const { user } = await makePerson();
  const { name } = await makeTeam({ owners: [user] });
  const it = await signIn(app, user);

  const asked = await it.post("/profile/disabled");
  const disabled = await put(user.id, { enabled: false });
  const enabled = await put(user.id, { enabled: true });

  assert.match(asked.text, new RegExp(`The team ${name} will have no active owner`));
  const { enabled: active, teams_without_owner: teams } = disabled.json;
  assert.deepEqual([disabled.status, active, teams], [200, false, [name]]);
  assert.equal("teams_without_owner" in enabled.json, false);
});

test("A11: the API does not disable the last admin", async () => {
  const { status, json } = await put(ada.id, { enabled: false });

  assert.equal(status, 422);
  assert.match(json.message.base[0], /last admin/);
});

for (const fields of [{}, { confirmed: "1" }])
  test(`A11: the page does not disable the last admin, ${"confirmed" in fields ? "even if confirmed" : "and says so before asking"}`, async () => {
    const it = await signIn(app, ada);

    const page = await it.post("/profile/disabled", fields);

    assert.equal(page.status, 422);
    assert.match(page.text, /<h1[^>]*>Profile<\/h1>.*last admin.*<form/s);
  });
