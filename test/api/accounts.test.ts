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

test("A5: the API disables and enables a user, makes them an admin and sets their password", async () => {
  const { user } = await makePerson();

  const disabled = await put(user.id, { enabled: false });
  assert.deepEqual([disabled.status, disabled.json.enabled], [200, false]);
  assert.equal((await put(user.id, { enabled: "true" })).json.enabled, true);
  assert.equal((await put(user.id, { user: { admin: true } })).json.admin, true);
  assert.equal((await put(user.id, { admin: "false" })).json.admin, false);
  assert.equal((await put(user.id, { password: "another long password" })).status, 200);

  const it = browser(app);
  await it.get("/sign-in");
  const { username } = user;
  const form = { username, password: "another long password" };
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
  assert.equal((await put(user.id, { username: user.username })).status, 200);
  const after = await db.user.findUniqueOrThrow({ where: { id: user.id } });
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

test("A11: people disable their own account by the API or on its page, which asks for confirmation", async () => {
  const { user } = await makePerson();
  const { user: paging } = await makePerson();

  assert.equal((await put(user.id, { enabled: false }, user)).status, 200);
  assert.equal((await put(user.id, { enabled: true }, user)).status, 401);

  const it = await signIn(app, paging);
  assert.match((await it.get("/profile")).text, /Disable your account/);
  assert.match((await it.post("/profile/disabled")).text, /Disable your account\?/);
  const isDisabled = async () =>
    (await db.user.findUniqueOrThrow({ where: { id: paging.id } })).disabledAt !== null;
  assert.equal(await isDisabled(), false);

  assert.equal((await it.post("/profile/disabled", { confirmed: "1" })).location, "/sign-in");
  assert.equal(await isDisabled(), true);
  assert.equal((await it.get("/profile")).status, 303);
});

test("disabling the only owner of a team names the team, by the API and on the person's own page", async () => {
  const { user } = await makePerson();
  const { name } = await makeTeam({ owners: [user] });
  const it = await signIn(app, user);

  const asked = await it.post("/profile/disabled");
  const { status, json } = await put(user.id, { enabled: false });

  assert.match(asked.text, new RegExp(`The team ${name} will have no active owner`));
  assert.deepEqual([status, json.enabled, json.teams_without_owner], [200, false, [name]]);
  assert.equal("teams_without_owner" in (await put(user.id, { enabled: true })).json, false);
});

test("A11: the last admin can be disabled neither by the API nor on a page", async () => {
  const refused = await put(ada.id, { enabled: false });
  assert.equal(refused.status, 422);
  assert.match(refused.json.message.base[0], /last admin/);

  const it = await signIn(app, ada);
  for (const fields of [{}, { confirmed: "1" }]) {
    const page = await it.post("/profile/disabled", fields);
    assert.equal(page.status, 422);
    assert.match(page.text, /<h1[^>]*>Profile<\/h1>.*last admin.*<form/s);
  }
});
