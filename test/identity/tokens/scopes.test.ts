import assert from "node:assert/strict";
import { test } from "node:test";
import { db, type User } from "../../../src/platform/db/client.ts";
import type { Scope } from "../../../src/platform/http/api/scopes.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makePerson, makeRegistry, password } from "../../support/data/factories.ts";
import { makeApplicationToken } from "../../support/data/two-teams.ts";

const app = await useApp();
const { user: admin } = await makePerson({ username: "ada", admin: true });
await db.founding.create({ data: { userId: admin.id } });
await makeRegistry({ hostname: "registry.test.lan:5000" });

const headerOf = async (user: User, scopes: Scope[]) =>
  (await makeApplicationToken(user, { scopes })).header;

async function api(method: string, path: string, header: string, body?: object) {
  const res = await fetch(`${app.url}/api/v1${path}`, {
    method,
    headers: { "portus-auth": header, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await res.text();
  return { status: res.status, body: text ? JSON.parse(text) : null };
}

const created = async (header: string, user: { id: number }, fields: object = {}) =>
  api("POST", `/users/${user.id}/application_tokens`, header, {
    application: crypto.randomUUID().slice(0, 8),
    ...fields,
  });

test("a token made on the profile is for the registry alone, unless other uses are selected", async () => {
  const { user } = await makePerson();
  const browser = await signIn(app, user);

  await browser.post("/profile/tokens", { name: "laptop", days: "30" });
  await browser.post("/profile/tokens", { name: "script", days: "30", scopes: "api:read" });
  const { text } = await browser.get("/profile");

  const rows = await db.applicationToken.findMany({ where: { userId: user.id } });
  assert.deepEqual(
    rows.map(({ name, scopes }) => [name, scopes]),
    [
      ["laptop", ["registry"]],
      ["script", ["api:read"]],
    ],
  );
  assert.match(text, /for registry/);
  assert.match(text, /type="checkbox" id="scope-registry"[^>]*checked/);
  assert.doesNotMatch(text, /full access|value="admin"/);
});

test("the profile marks tokens with full access, and says what is enough for docker login", async () => {
  const { user } = await makePerson();
  await makeApplicationToken(user);

  const { text } = await (await signIn(app, user)).get("/profile");

  assert.match(text, /full access<\/span>/);
  assert.match(text, /a token for the registry is enough/);
});

test("a token from the API has full access, and the scope admin only if its owner is an admin", async () => {
  const { user } = await makePerson();

  const ofUser = await created(`${user.username}:${password}`, user);
  const ofAdmin = await created(`ada:${password}`, admin);
  const wanted = await created(`${user.username}:${password}`, user, { scopes: ["admin"] });

  assert.deepEqual(ofUser.body.scopes, ["registry", "api:write"]);
  assert.deepEqual(ofAdmin.body.scopes, ["registry", "api:write", "admin"]);
  assert.equal(wanted.status, 422);
  assert.match(JSON.stringify(wanted.body), /Only tokens of admins/);
});

test("a token gives no scope to another that it does not have itself, nor renews one", async () => {
  const { user } = await makePerson();
  const { token: wide } = await makeApplicationToken(user);
  const writing = await headerOf(user, ["api:write"]);

  const same = await created(writing, user);
  const wider = await created(writing, user, { scopes: ["registry"] });
  const renewed = await api("POST", `/users/application_tokens/${wide.id}/rotation`, writing);

  assert.deepEqual([same.status, same.body.scopes], [201, ["api:write"]]);
  assert.deepEqual([wider.status, renewed.status], [403, 403]);
});

test("only full access changes a password or an e-mail address", async () => {
  const { user } = await makePerson();
  const writing = await headerOf(user, ["api:write"]);
  const full = await headerOf(user, ["registry", "api:write"]);
  const change = { email: `${user.username}@example.net` };

  assert.equal((await api("PUT", "/profile", writing, change)).status, 403);
  assert.equal((await api("PUT", "/profile", writing, { display_name: "Kim" })).status, 204);
  assert.equal((await api("PUT", "/profile", full, change)).status, 204);
});

test("without the scope admin, the API treats an admin as any other person", async () => {
  const { user } = await makePerson();
  const team = await db.team.create({ data: { name: `Team of ${user.username}` } });
  const writing = await headerOf(admin, ["api:write"]);

  const users = await api("GET", "/users", writing);
  const foreign = await api("GET", `/teams/${team.id}`, writing);

  assert.equal(users.status, 403);
  assert.match(users.body.error ?? users.body.message, /does not have the scope admin/);
  assert.equal(foreign.status, 404);
});

test("S4: a token without the scope registry is refused by the token endpoint, with the reason", async () => {
  const { user } = await makePerson();
  const basic = (header: string) => ({
    headers: { authorization: `Basic ${Buffer.from(header).toString("base64")}` },
  });
  const url = `${app.url}/v2/token?service=registry.test.lan:5000`;

  const refused = await fetch(url, basic(await headerOf(user, ["api:write"])));
  const { errors } = (await refused.json()) as { errors: { code: string; message: string }[] };

  assert.equal(refused.status, 403);
  assert.equal(errors[0]?.code, "DENIED");
  assert.match(errors[0]?.message ?? "", /does not have the scope registry/);
});
