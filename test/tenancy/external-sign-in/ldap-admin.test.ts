import "../../support/settings/private-addresses.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { secretsOf } from "../../../src/identity/providers/providers.ts";
import { authenticatePassword } from "../../../src/identity/sign-in/credentials.ts";
import { setDirectoryCheck } from "../../../src/identity/sign-in/directory-check.ts";
import { config } from "../../../src/platform/config/config.ts";
import { accessChanged, db } from "../../../src/platform/db/client.ts";
import { checkPassword } from "../../../src/tenancy/directories/hooks.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeTeam, makeUser } from "../../support/data/factories.ts";
import {
  groupsBase,
  peopleBase,
  serviceDn,
  servicePassword,
  startDirectory,
} from "../../support/directory.ts";

const app = await useApp();
setDirectoryCheck(checkPassword);
const it = await signIn(app, await makeUser({ admin: true }));
const slapd = await startDirectory();
const password = "the password of mara";
const mara = await slapd.addPerson("mara", password);
await slapd.addGroup("Web", [mara]);

const settings = {
  name: "Company directory",
  servers: "127.0.0.1",
  port: String(slapd.port),
  encryption: "start_tls",
  ca: slapd.ca,
  base: peopleBase,
  group_base: groupsBase,
  bind_dn: serviceDn,
  password: servicePassword,
  uid: "uid",
  key: "entryUUID",
  new_accounts: "anyone",
  client_login: "on",
};

async function add(fields: Record<string, string | string[]>) {
  await it.get("/admin/sign-in/new/ldap");
  return it.post("/admin/sign-in/new/ldap", { ...settings, ...fields });
}

const found = (slug: string) => db.signInProvider.findUniqueOrThrow({ where: { slug } });

async function signsIn(): Promise<boolean> {
  const from = { address: "10.9.1.1", refused: () => {} };
  accessChanged(); // a right password is remembered for a minute
  return (await authenticatePassword({ username: "mara", secret: password }, from)) !== null;
}

test("an admin adds a directory, tests it, maps a group of it, turns it on, and off again", async () => {
  const added = await add({ slug: "company" });
  const row = await found("company");
  const place = `/admin/sign-in/${row.id}`;
  assert.equal(added.location, place);
  assert.deepEqual(await secretsOf(row), { password: servicePassword });

  const shown = await it.get(place);
  assert.doesNotMatch(shown.text, new RegExp(servicePassword));
  const tested = await it.post(`${place}/test`, { username: "mara" });
  assert.match(tested.text, /answers by StartTLS and accepts the bind of cn=portus/);
  assert.match(tested.text, /<dt>User name<\/dt><dd class="lines">mara</);
  assert.match(tested.text, /<code>entryUUID<\/code>/);
  assert.doesNotMatch(tested.text, /userPassword|the password of/);

  assert.equal(await signsIn(), false);
  const team = await makeTeam();
  await it.post(`${place}/mappings`, {
    group: `CN=web, ${groupsBase.toUpperCase()}`,
    team: team.name,
    role: "owner",
  });
  await it.post(`${place}/settings`, { ...settings, password: "", enabled: "on" });
  assert.equal(await signsIn(), true);
  const { role } = await db.membership.findFirstOrThrow({ where: { teamId: team.id } });
  assert.equal(role, "owner");

  await it.post(`${place}/settings`, { ...settings, password: "" });
  assert.equal(await signsIn(), false);
  await it.post(`${place}/deletion`, { confirmed: "1" });
  assert.equal(await db.membership.count({ where: { teamId: team.id } }), 0);
});

test("the directory of the environment is shown, tested and mapped, and can't be changed", async () => {
  const declared = { kind: "ldap", slug: "directory", name: "Declared", declared: true } as const;
  const { id } = await db.signInProvider.create({
    data: { ...declared, settings: { ...slapd.settings({ bindDn: null }) } },
  });
  const place = `/admin/sign-in/${id}`;

  const list = await it.get("/admin/sign-in");
  const shown = await it.get(place);
  const tested = await it.post(`${place}/test`);
  const mapped = await it.post(`${place}/mappings`, { group: "Ops", role: "admin" });
  const changed = await it.post(`${place}/settings`, settings);

  assert.match(list.text, new RegExp(`127.0.0.1:${slapd.port}`));
  assert.match(shown.text, new RegExp(`<dt>Base of people</dt><dd>${peopleBase}</dd>`));
  assert.match(tested.text, /accepts an anonymous bind/);
  assert.deepEqual([mapped.status, changed.status], [303, 403]);
  assert.equal(await db.groupMapping.count({ where: { providerId: id, group: "ops" } }), 1);
});

test("the password of the bind is not sent to another server, and is forgotten with the bind DN", async () => {
  await add({ slug: "moved" });
  const row = await found("moved");
  const place = `/admin/sign-in/${row.id}`;

  const moved = await it.post(`${place}/settings`, { ...settings, password: "", port: "390" });
  assert.equal(moved.status, 422);
  assert.match(moved.text, /Enter the secret again/);

  await it.post(`${place}/settings`, { ...settings, password: "", bind_dn: "" });
  assert.deepEqual(await secretsOf(row), {});
});

const refusals: [what: string, fields: Record<string, string | string[]>, sentences: RegExp[]][] = [
  ["a bind DN without a password", { password: "" }, [/Enter the password of the bind DN/]],
  ["a filter that is none", { filter: "(uid=a" }, [/The parentheses of this filter/]],
  ["an attribute with passwords", { email_attribute: "userPassword" }, [/no attribute with pass/]],
  ["a certificate that is none", { ca: "-----BEGIN CERTIFICATE-----" }, [/Paste certificates/]],
  ["a bind DN and a pattern", { bind_pattern: "%s@example.org" }, [/Leave one of them empty/]],
  ["a field that is sent twice", { name: ["one", "two"] }, [/Send text, not a list/]],
  ["the slug of the environment", { slug: "directory" }, [/The environment uses this name/]],
  ["a wrong slug beside a wrong base", { slug: "a/b", base: "x" }, [/lower-case/, /distinguished/]],
];

for (const [what, fields, sentences] of refusals)
  test(`${what} is refused with the form`, async () => {
    const answer = await add({ slug: "refused", ...fields });

    assert.equal(answer.status, 422);
    for (const sentence of sentences) assert.match(answer.text, sentence);
    assert.equal(await db.signInProvider.count({ where: { slug: "refused" } }), 0);
  });

test("a server with a private address is refused when it is saved", async () => {
  const allowed = config.privateAddresses;
  (config as { privateAddresses: readonly string[] }).privateAddresses = [];

  const answer = await add({ slug: "private" });

  (config as { privateAddresses: readonly string[] }).privateAddresses = allowed;
  assert.equal(answer.status, 422);
  assert.match(answer.text, /127\.0\.0\.1 is a private address.*set PORTUS_PRIVATE_ADDRESSES/);
});
