import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApplicationToken, db, type User } from "../../../src/platform/db/client.ts";
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

test("a token with chosen scopes is not marked as full access, and a limited one says what it can't create", async () => {
  const chosen = { scopes: ["registry", "api:write"] };
  const expiresAt = new Date(Date.now() + 86_400_000);
  const { user } = await makePerson();
  const { user: chief } = await makePerson({ admin: true });
  await makeApplicationToken(user, chosen);
  await makeApplicationToken(chief, { scopes: ["admin"] });
  const pages = async () => [
    (await (await signIn(app, user)).get("/profile")).text,
    (await (await signIn(app, chief)).get("/profile")).text,
  ];

  const unlimited = await pages();
  await makeApplicationToken(user, { ...chosen, expiresAt });
  await makeApplicationToken(chief, { addresses: ["127.0.0.0/8"] });
  await makeApplicationToken(user, { scopes: ["registry"], expiresAt });
  const limited = await pages();

  for (const text of [...unlimited, ...limited]) {
    assert.doesNotMatch(text, /full access/);
    assert.match(text, /A token that expires or is limited to addresses can&#39;t create members/);
  }
  assert.match(unlimited[0] ?? "", /for registry, api:write/);
  assert.match(unlimited[1] ?? "", /for admin/);
  const notes = (text = "") => text.match(/Can't create members/g)?.length ?? 0;
  assert.deepEqual([...unlimited, ...limited].map(notes), [0, 0, 1, 1]);
});

test("a limited token is refused with the limit that it has", async () => {
  const inADay = new Date(Date.now() + 86_400_000);
  const { user: chief } = await makePerson({ admin: true });
  const loopback = ["127.0.0.0/8", "::1/128"];
  const sentences: [Partial<ApplicationToken>, RegExp][] = [
    [{ expiresAt: inADay }, /token expires, and/],
    [{ addresses: loopback }, /token works only from some addresses, and/],
    [{ expiresAt: inADay, addresses: loopback }, /token expires and works only from some/],
  ];

  for (const [given, sentence] of sentences) {
    const { header } = await makeApplicationToken(chief, given);
    const { status, body } = await api("POST", `/users/${chief.id}/application_tokens`, header, {
      application: "lasting",
    });

    assert.equal(status, 403);
    assert.match(body.error, sentence);
  }
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
