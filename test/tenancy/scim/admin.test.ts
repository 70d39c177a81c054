import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { browser, signIn, useApp } from "../../support/app.ts";
import { makeUser } from "../../support/data/factories.ts";
import { makeProvider } from "../../support/data/providers.ts";
import { makeScimProvider, scimUser, sender } from "./scim-lab.ts";

const app = await useApp();
const admin = await makeUser({ admin: true });
const it = await signIn(app, admin);
const { provider } = await makeScimProvider(app);
const place = `/admin/sign-in/${provider.id}/scim`;

const tokenIn = (text: string) => /<code[^>]*id="secret">(psc_\w+)</.exec(text)?.[1] ?? "";
const keys = async () => {
  const where = { subject: provider.name, key: { contains: "scim" } };
  const entries = await db.activity.findMany({ where, orderBy: { id: "asc" } });
  return entries.map(({ key }) => key);
};

test("an admin turns SCIM off and on, sees the token once, and rotates it after a question", async () => {
  assert.match((await it.get(`/admin/sign-in/${provider.id}`)).text, /SCIM settings/);
  const { text } = await it.get(place);
  assert.match(text, /\/scim\/v2<\/code>/);
  assert.match(text, /Rotate token/);

  assert.match((await it.post(`${place}/removal`)).text, /can no longer report who left/);
  const removed = await it.post(`${place}/removal`, { confirmed: "1" });
  assert.deepEqual([removed.status, removed.location], [303, place]);
  await it.get(place);
  const on = await it.post(place);
  assert.equal(on.status, 201);
  assert.equal(on.headers.get("cache-control"), "no-store");
  const token = tokenIn(on.text);
  assert.equal((await sender(app, token).get("/Users")).status, 200);
  assert.equal(tokenIn((await it.get(place)).text), "");

  assert.match((await it.post(place)).text, /stops working at once/);
  assert.equal((await sender(app, token).get("/Users")).status, 200);
  const rotated = await it.post(place, { confirmed: "1" });
  assert.equal((await sender(app, token).get("/Users")).status, 401);
  assert.equal((await sender(app, tokenIn(rotated.text)).get("/Users")).status, 200);
  assert.deepEqual((await keys()).slice(1), [
    "provider.end_scim",
    "provider.create_scim_token",
    "provider.rotate_scim_token",
  ]);
});

test("the page shows what came, the last request and the last error", async () => {
  const { provider: own, scim } = await makeScimProvider(app);
  const page = async () => (await it.get(`/admin/sign-in/${own.id}/scim`)).text;
  assert.match(await page(), /never/);

  await scim.post("/Users", scimUser());
  await scim.post("/Users", scimUser({ active: false }));
  await scim.post("/Users", scimUser({ externalId: null }));
  await scim.post("/Groups", { displayName: "web <b>" });
  await scim.post("/Users", scimUser({ userName: "" }));

  const text = await page();
  const numbers = [...text.matchAll(/<dt>([\w ]+)<\/dt><dd>(\d+)<\/dd>/g)].map(
    ([, what, count]) => `${what} ${count}`,
  );
  assert.deepEqual(numbers, ["Users 3", "Inactive 1", "Not signed in yet 3", "Groups 1"]);
  assert.match(text, /POST \/Users: username: Send a userName\./);
  assert.match(text, /1 user came without an externalId/);
});

test("only admins see the page, and only with a recent sign-in they change it", async () => {
  const person = await signIn(app, await makeUser());

  assert.equal((await person.get(place)).status, 403);
  assert.equal((await person.post(place)).status, 403);
  assert.equal(
    (await browser(app).get(place)).location,
    `/sign-in?return=${encodeURIComponent(place)}`,
  );
  assert.equal((await it.get("/admin/sign-in/999999/scim")).status, 404);
  const directory = await makeProvider({ kind: "ldap" });
  assert.equal((await it.get(`/admin/sign-in/${directory.id}/scim`)).status, 404);
});

test("deleting a provider deletes what it sent and keeps the accounts", async () => {
  const { provider: own, scim, token } = await makeScimProvider(app);
  const { body } = await scim.post("/Users", scimUser());
  const displayName = body.displayName;
  await it.get(`/admin/sign-in/${own.id}`);

  await it.post(`/admin/sign-in/${own.id}/deletion`, { confirmed: "1" });

  assert.equal(await db.scimUser.count({ where: { providerId: own.id } }), 0);
  assert.equal(await db.user.count({ where: { displayName } }), 1);
  assert.equal((await sender(app, token).get("/Users")).status, 401);
});
