import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { createScimToken, endScim } from "../../../src/tenancy/scim/token.ts";
import { useApp } from "../../support/app.ts";
import { by, makeUser, unique } from "../../support/data/factories.ts";
import { accountOf, makeScimProvider, patchOf, scimUser, sender } from "./scim-lab.ts";

const app = await useApp();
const admin = by(await makeUser({ admin: true }));
const { provider, token, scim } = await makeScimProvider(app);

const filtered = (filter: string) => `/Users?filter=${encodeURIComponent(filter)}`;

test("only the token of a provider opens the door, and the answer says which credential it wants", async () => {
  const basic = Buffer.from(`${admin.actor.username}:correct horse battery`).toString("base64");
  const wrong = [
    "",
    "Bearer",
    "Bearer psc_x",
    `Bearer ${token}x`,
    `Basic ${basic}`,
    `Bearer ptk_x`,
  ];
  for (const authorization of wrong) {
    const { status, headers, body } = await scim.get("/Users", undefined, { authorization });
    assert.equal(status, 401, authorization);
    assert.match(headers.get("www-authenticate") ?? "", /^Bearer realm="Portus SCIM"/);
    assert.deepEqual(body.schemas, ["urn:ietf:params:scim:api:messages:2.0:Error"]);
    assert.equal(headers.get("set-cookie"), null);
  }
  const { headers } = await scim.get("/Users", undefined, { authorization: "Bearer psc_x" });
  assert.match(headers.get("www-authenticate") ?? "", /error="invalid_token"/);
});

test("a token is stored as a hash; one that was rotated or ended opens nothing", async () => {
  const { provider: own, token: first } = await makeScimProvider(app);
  const second = await createScimToken(admin, own);
  assert.equal((await sender(app, first).get("/Users")).status, 401);
  assert.equal((await sender(app, second).get("/Users")).status, 200);
  const { hash } = await db.scimToken.findUniqueOrThrow({ where: { providerId: own.id } });
  assert.equal(hash.length, 32);

  await endScim(admin, own);

  assert.equal((await sender(app, second).get("/Users")).status, 401);
});

test("the token of one provider sees and changes nothing of another", async () => {
  const { body: user } = await scim.post("/Users", scimUser());
  const { body: group } = await scim.post("/Groups", { displayName: unique("group") });
  const { scim: other } = await makeScimProvider(app);
  const off = patchOf({ op: "replace", value: { active: false } });

  const answers = [
    await other.get(`/Users/${user.id}`),
    await other.put(`/Users/${user.id}`, user),
    await other.patch(`/Users/${user.id}`, off),
    await other.delete(`/Users/${user.id}`),
    await other.get(`/Groups/${group.id}`),
    await other.put(`/Groups/${group.id}`, group),
    await other.patch(`/Groups/${group.id}`, patchOf({ op: "remove", path: "members" })),
    await other.delete(`/Groups/${group.id}`),
  ];

  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [404]);
  const filter = `userName eq "${user.userName}" or id eq "${user.id}" or not (id eq "u0")`;
  assert.equal((await other.get(filtered(filter))).body.totalResults, 0);
  assert.deepEqual((await scim.get(`/Users/${user.id}`)).body, user);
});

test("no name takes over an account, a reserved name or a name that suggests authority", async () => {
  const victim = await makeUser();
  for (const userName of [
    victim.username.toUpperCase(),
    `${victim.username}@evil.example`,
    "admin",
    "portus",
    "../..",
    "ÄÖ 漢字",
  ]) {
    const { status, body } = await scim.post("/Users", scimUser({ userName }));
    assert.equal(status, 201, body.detail);
    const account = await accountOf(body);
    assert.notEqual(account.id, victim.id);
    assert.match(account.username, /^[a-z0-9][a-z0-9._-]*$/);
    assert.ok(!["admin", "portus", victim.username].includes(account.username), account.username);
  }
});

test("no later address, name or key takes over another account", async () => {
  const victim = await makeUser({ email: `${unique("victim")}@example.org` });
  const { scim: trusted } = await makeScimProvider(app, { trustsEmail: true });
  const { body: known } = await trusted.post("/Users", scimUser());
  const { body: user } = await trusted.post("/Users", scimUser());
  const { id } = await accountOf(user);
  const place = `/Users/${user.id}`;

  const emails = [{ value: victim.email, primary: true }];
  assert.equal((await trusted.put(place, { ...user, emails })).status, 200);
  const sameKey = await trusted.patch(
    place,
    patchOf({ op: "replace", path: "externalId", value: known.externalId }),
  );
  const sameName = await trusted.put(place, { ...user, userName: known.userName });

  assert.deepEqual([sameKey.status, sameName.status], [409, 409]);
  const account = await accountOf(user);
  assert.equal(account.id, id);
  assert.notEqual(account.email, victim.email);
});

test("no user gets the key of somebody who was deleted or only signs in", async () => {
  const { body: deleted } = await scim.post("/Users", scimUser());
  await scim.delete(`/Users/${deleted.id}`);
  const signedIn = `key of ${unique("person")}`;
  const account = await makeUser();
  await db.externalIdentity.create({
    data: {
      providerId: provider.id,
      userId: account.id,
      subject: unique("subject"),
      label: account.username,
      directoryKey: signedIn,
    },
  });
  const { body: user } = await scim.post("/Users", scimUser());
  const place = `/Users/${user.id}`;

  for (const externalId of [deleted.externalId, signedIn]) {
    const change = patchOf({ op: "replace", path: "externalId", value: externalId });
    for (const { status, body } of [
      await scim.patch(place, change),
      await scim.put(place, { ...user, externalId }),
    ])
      assert.deepEqual([status, body.scimType], [409, "uniqueness"], body.detail);
  }
  assert.deepEqual((await scim.get(place)).body, user);
  const { status, body } = await scim.post("/Users", scimUser({ externalId: signedIn }));
  assert.deepEqual([status, (await accountOf(body)).id], [201, account.id]);
});

test("an address does not connect to a robot or a disabled account", async () => {
  const { scim: trusted } = await makeScimProvider(app, { trustsEmail: true });
  for (const data of [{ robot: true }, { disabledAt: new Date() }]) {
    const holder = await makeUser();
    const email = `${unique("held")}@example.org`;
    await db.user.update({ where: { id: holder.id }, data: { email, ...data } });

    const { body } = await trusted.post("/Users", scimUser({ emails: [{ value: email }] }));

    assert.notEqual((await accountOf(body)).id, holder.id);
  }
});

const filters: [what: string, filter: string][] = [
  ["long", `userName eq "${"a".repeat(3_000)}"`],
  ["deep", `${"(".repeat(100)}userName eq "a"${")".repeat(100)}`],
  ["wide", Array(60).fill('id eq "u1"').join(" or ")],
  ["without an end", 'userName eq "a'],
  ["without a value", "userName eq"],
  ["with more after its end", 'userName eq "a" userName'],
  ["with an unknown operator", 'userName like "a"'],
  ["with brackets that are not closed", 'emails[type eq "work"'],
  ["about a secret", 'password eq "a"'],
  ["about a property of every object", 'constructor eq "a"'],
  ["about a column", "user_name eq 1"],
  ["about a time before the first year", 'meta.created gt "-271821-04-20"'],
  ["about a time after the last year", 'meta.lastModified lt "+275760-09-13T00:00:00Z"'],
  ["with a NUL in a value", 'userName eq "\\u0000"'],
];
for (const [what, filter] of filters)
  test(`a filter that is ${what} is refused with a sentence, and never an error of Portus`, async () => {
    const { status, body } = await scim.get(filtered(filter));

    assert.equal(status, 400);
    assert.ok(body.detail.length > 10);
    assert.equal(typeof body.status, "string");
  });

test("a value is compared as it is: its wildcards and quotes mean nothing", async () => {
  const { scim: own } = await makeScimProvider(app);
  const { body } = await own.post("/Users", scimUser({ userName: "100%_\\' OR 1=1 --" }));
  await own.post("/Users", scimUser());
  const find = async (filter: string) => (await own.get(filtered(filter))).body.Resources;

  for (const value of ["%_", "_\\\\", "' OR 1=1 --"])
    assert.deepEqual(await find(`userName co "${value}"`), [body], value);
  assert.deepEqual(await find('userName sw "%"'), []);
});

const bodies: [what: string, body: unknown, status: number][] = [
  ["that is no JSON", "{", 400],
  ["that is a list", [], 400],
  ["that is empty", {}, 400],
  ["without a userName", { userName: "" }, 400],
  ["with a name that is too long", { userName: "a".repeat(300) }, 400],
  ["with a name that is no text", { userName: { $gt: "" } }, 400],
  ["with an active that is neither", scimUser({ active: "maybe" }), 400],
  ["with a control character", scimUser({ displayName: "a\u0000b" }), 400],
  ["with too many addresses", scimUser({ emails: Array(30).fill({ value: "a@b.example" }) }), 400],
  ["nested too deep", `${'{"a":'.repeat(100)}1${"}".repeat(100)}`, 400],
  ["of 5 MB", JSON.stringify({ userName: "a", x: "y".repeat(5_000_000) }), 413],
];
for (const [what, body, expected] of bodies)
  test(`a body ${what} is refused`, async () => {
    const answer = await scim.post("/Users", body);

    assert.equal(answer.status, expected, answer.body.detail);
    assert.deepEqual(answer.body.schemas, ["urn:ietf:params:scim:api:messages:2.0:Error"]);
  });

test("a lone surrogate is stored as a replacement", async () => {
  const { status, body } = await scim.post("/Users", scimUser({ displayName: "a\ud800" }));

  assert.deepEqual([status, body.displayName], [201, "a\ufffd"]);
});

test("unknown attributes are ignored, also those with names of our columns", async () => {
  const { body } = await scim.post("/Users", {
    ...scimUser(),
    admin: true,
    id: "u1",
    providerId: 1,
    passwordHash: "x",
    roles: [{ value: "admin" }],
    "urn:example:params:scim:schemas:extension:x:2.0:User": { admin: true },
  });

  assert.equal((await accountOf(body)).admin, false);
  const patched = await scim.patch(
    `/Users/${body.id}`,
    patchOf({ op: "replace", value: { admin: true, id: "u2", __proto__: { active: false } } }),
  );
  assert.deepEqual(patched.body, body);
});

test("ten thousand members are taken, and more than twenty thousand refused", async () => {
  const { body: group } = await scim.post("/Groups", { displayName: unique("large") });
  const membersTo = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ value: `u${500_000 + at}` }));
  const replace = (count: number) =>
    scim.patch(
      `/Groups/${group.id}`,
      patchOf({ op: "replace", path: "members", value: membersTo(count) }),
    );

  assert.equal((await replace(10_000)).status, 204);
  assert.equal((await replace(20_001)).status, 400);
  const operations = Array(1_001).fill({ op: "add", path: "members", value: [{ value: "u1" }] });
  assert.equal((await scim.patch(`/Groups/${group.id}`, patchOf(...operations))).status, 400);
});

test("admins see the last request and the last error, which has no token", async () => {
  await scim.post("/Users", {});

  const row = await db.scimToken.findUniqueOrThrow({ where: { providerId: provider.id } });
  assert.match(row.lastError ?? "", /^POST \/Users: username/);
  assert.ok(row.lastUsedAt);
  assert.doesNotMatch(row.lastError ?? "", /psc_/);
});

test("wrong tokens from one network are slowed down, and the right one still works", async () => {
  const wrong = sender(app, "psc_wrong");
  const statuses = new Set<number>();
  for (let at = 0; at < 40; at += 1) statuses.add((await wrong.get("/Users")).status);

  assert.deepEqual([...statuses], [401, 429]);
  assert.equal((await scim.get("/Users")).status, 200);
});

test("what a provider sends is in the audit log, with its credential", async () => {
  const { body } = await scim.post("/Users", scimUser());
  const { username } = await accountOf(body);
  await scim.patch(`/Users/${body.id}`, patchOf({ op: "replace", value: { active: false } }));

  const entries = await db.activity.findMany({
    where: { subject: username },
    orderBy: { id: "asc" },
  });
  assert.deepEqual(
    entries.map(({ key }) => key),
    ["user.create", "user.connect", "user.suspend"],
  );
  assert.equal(entries[0]?.credential, `scim:${provider.id}`);
});
