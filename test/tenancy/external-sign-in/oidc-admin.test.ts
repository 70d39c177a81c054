import "../../support/settings/private-addresses.ts";
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { secretsOf } from "../../../src/identity/providers/providers.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db, pool } from "../../../src/platform/db/client.ts";
import { browser, signIn } from "../../support/app.ts";
import { makeTeam, makeUser } from "../../support/data/factories.ts";
import { client, openidProvider, visit } from "../../support/fakes/openid-provider.ts";
import { sentenceOn, start, useSignInApp, whoIs } from "./oidc-lab.ts";

const app = await useSignInApp();
const admin = await makeUser({ admin: true });
const provider = await openidProvider({ app, slug: "main" });
const it = await signIn(app, admin);

const settings = {
  name: "Keycloak",
  issuer: provider.issuer,
  client_id: client.id,
  groups_claim: "groups",
  new_accounts: "anyone",
};
const page = () => it.get("/admin/sign-in/new/oidc");

/** Adds a provider on the page, as an admin does. */
async function add(fields: Record<string, string | string[]>) {
  await page();
  return it.post("/admin/sign-in/new/oidc", { ...settings, ...fields });
}

const found = (slug: string) => db.signInProvider.findUniqueOrThrow({ where: { slug } });

test("an admin adds a provider, tests it while nobody sees it, and turns it on", async () => {
  const added = await add({ slug: "main", secret: client.secret });
  assert.equal(added.status, 303);
  const row = await found("main");
  const place = `/admin/sign-in/${row.id}`;
  assert.equal(added.location, place);

  const shown = await it.get(place);
  assert.match(shown.text, new RegExp(`${app.url}/sign-in/oidc/main/callback`));
  assert.match(shown.text, new RegExp(`${app.url}/sign-in/oidc/main/logout`));
  const tested = await it.post(`${place}/test`);
  assert.match(tested.text, /The discovery document of .* was read/);
  assert.match(tested.text, /Its keys were read/);

  provider.current = { sub: "a-1", preferred_username: "ada", groups: ["web"] };
  const back = await visit(app, (await start(it, "main", "?purpose=test")).href);
  const claims = await it.get(back);
  assert.equal(claims.status, 200);
  assert.match(claims.text, /What Keycloak sent/);
  assert.match(claims.text, /<dt>Groups<\/dt><dd class="lines">web<\/dd>/);
  assert.match(
    claims.text,
    /<code>exp<\/code><\/th>\s*<td[^>]*>\s*<code class="lines">\d+<\/code>\s*<span class="table__note"><time/,
  );
  assert.doesNotMatch(claims.text, /at_hash|nonce|eyJ/);
  assert.equal(await whoIs(it), admin.username, "nobody else is signed in");
  assert.equal(await db.externalIdentity.count(), 0);

  assert.equal((await browser(app).get("/sign-in/oidc/main")).status, 404);
  await it.get(place);
  await it.post(`${place}/settings`, { ...settings, enabled: "on" });
  assert.equal((await browser(app).get("/sign-in/oidc/main")).status, 303);
});

test("a secret is never shown, stays if it is left empty, and is not sent to another issuer", async () => {
  const secret = "a secret that no page has";
  await add({ slug: "secret", secret });
  const row = await found("secret");
  const place = `/admin/sign-in/${row.id}`;

  const shown = await it.get(place);
  await it.post(`${place}/settings`, { ...settings, name: "Renamed" });
  assert.doesNotMatch(shown.text, new RegExp(secret));
  assert.deepEqual(await secretsOf(row), { secret });
  const moved = await it.post(`${place}/settings`, {
    ...settings,
    issuer: "https://login.example.com",
  });

  assert.equal(moved.status, 422);
  assert.match(moved.text, /Enter the secret again/);
  assert.equal(Object((await found("secret")).settings).issuer, provider.issuer);
});

test("a private key in place of a secret is kept sealed, and what is no key is refused", async () => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const private_key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const key = { authentication: "private_key", private_key };

  assert.equal((await add({ slug: "key", ...key })).status, 303);
  assert.deepEqual(await secretsOf(await found("key")), { secret: private_key.trim() });
  const refused = await add({ slug: "no-key", ...key, private_key: "-----BEGIN" });
  assert.match(refused.text, /Paste an RSA, P-256 or Ed25519 private key/);
});

test("the form is chosen by product, and is filled with what is usual there", async () => {
  const choice = await it.get("/admin/sign-in/new");
  const form = await it.get("/admin/sign-in/new/oidc?preset=google");

  assert.match(choice.text, /href="\/admin\/sign-in\/new\/oidc\?preset=google">Google</);
  assert.match(choice.text, /href="\/admin\/sign-in\/new\/ldap\?preset=active-directory">/);
  assert.match(form.text, /value="https:\/\/accounts\.google\.com"/);
  assert.match(form.text, /access_type=offline\nprompt=consent/);
});

const refusals: [
  what: string,
  fields: Record<string, string | string[]>,
  sentence: RegExp,
  other?: RegExp,
][] = [
  ["no client secret", { secret: "" }, /Enter the client secret/],
  ["no private key", { authentication: "private_key" }, /Paste the private key/],
  ["a wrong slug beside no client ID", { slug: "A b", client_id: "" }, /lower-case/, /client ID/],
  ["a field that is sent twice", { client_id: ["one", "two"] }, /Send text, not a list/],
  ["a slug that is sent twice", { slug: ["one", "two"] }, /Send text, not a list/],
  [
    "the issuer of every organization",
    { issuer: "https://login.microsoftonline.com/common/v2.0" },
    /Enter that of your tenant/,
  ],
  ["an http issuer elsewhere", { issuer: "http://login.example.org" }, /Enter an https address/],
  ["the slug of the environment", { slug: "default" }, /The environment uses this name/],
  ["a slug that is no part of an address", { slug: "a/b" }, /lower-case letters/],
  [
    "a parameter that Portus sets itself",
    { parameters: "redirect_uri=https://evil.example" },
    /set by Portus itself/,
  ],
  ["a rule without its groups", { new_accounts: "groups" }, /Enter at least one group/],
  ["a rule without its domains", { new_accounts: "domains" }, /Enter at least one domain/],
  ["a field that is none", { colour: "green" }, /not a field of this request/],
];

for (const [what, fields, sentence, other = sentence] of refusals)
  test(`${what} is refused with the form`, async () => {
    const answer = await add({ slug: "refused", secret: "s", ...fields });

    assert.equal(answer.status, 422);
    assert.match(answer.text, sentence);
    assert.match(answer.text, other);
    assert.equal(await db.signInProvider.count({ where: { slug: "refused" } }), 0);
  });

test("a slug is used once", async () => {
  await add({ slug: "once", secret: "s" });

  assert.match(
    (await add({ slug: "once", secret: "s" })).text,
    /Another provider has this address/,
  );
});

test("a mapping gives a role in a team or admin rights, and the audit log says so", async () => {
  await add({ slug: "mapped", secret: "s" });
  const { id } = await found("mapped");
  const team = await makeTeam();
  const place = `/admin/sign-in/${id}/mappings`;
  await it.get(`/admin/sign-in/${id}`);

  await it.post(place, { group: "web", team: team.name, role: "owner" });
  await it.post(place, { group: "ops", team: "", role: "admin" });
  const twice = await it.post(place, { group: "ops", team: "", role: "admin" });
  const teamless = await it.post(place, { group: "ops", team: "", role: "viewer" });

  assert.match(twice.text, /gives a role in this team already/);
  assert.match(teamless.text, /Enter the team/);
  const rows = await db.groupMapping.findMany({
    where: { providerId: id },
    orderBy: { id: "asc" },
  });
  assert.deepEqual(
    rows.map(({ group, teamId, role }) => [group, teamId, role]),
    [
      ["web", team.id, "owner"],
      ["ops", null, null],
    ],
  );
  const entry = await db.activity.findFirstOrThrow({
    where: { key: "provider.add_mapping" },
    orderBy: { id: "asc" },
  });
  assert.deepEqual(entry.details, { group: "web", gives: `owner of ${team.name}` });

  await it.post(`${place}/${rows[0]?.id}/removal`);
  assert.equal(await db.groupMapping.count({ where: { providerId: id } }), 1);
});

test("the provider of the environment is shown and can't be changed", async () => {
  await add({ slug: "declared", secret: "s" });
  const { id } = await db.signInProvider.update({
    where: { slug: "declared" },
    data: { declared: true },
  });

  const shown = await it.get(`/admin/sign-in/${id}`);
  const changed = await it.post(`/admin/sign-in/${id}/settings`, settings);
  const deleted = await it.post(`/admin/sign-in/${id}/deletion`, { confirmed: "1" });

  assert.match(shown.text, /The environment of Portus declares this provider/);
  assert.deepEqual([changed.status, deleted.status], [403, 403]);
});

test("a private address is saved and called only if the operator allows it", async () => {
  await add({ slug: "private", secret: "s" });
  const { id } = await found("private");
  const allowed = config.privateAddresses;
  (config as { privateAddresses: readonly string[] }).privateAddresses = [];
  await it.get(`/admin/sign-in/${id}`);

  const tested = await it.post(`/admin/sign-in/${id}/test`);
  const saved = await it.post(`/admin/sign-in/${id}/settings`, { ...settings, enabled: "on" });

  (config as { privateAddresses: readonly string[] }).privateAddresses = allowed;
  for (const { text } of [tested, saved])
    assert.match(text, /127\.0\.0\.1 is a private address.*set PORTUS_PRIVATE_ADDRESSES/);
  assert.equal(saved.status, 422);
});

test("deleting a provider takes away what its groups gave, and keeps the accounts", async () => {
  await pool.query("UPDATE sign_in_providers SET enabled = true WHERE slug = 'main'");
  const { id } = await found("main");
  const team = await makeTeam();
  await db.groupMapping.create({
    data: { providerId: id, group: "web", teamId: team.id, role: "viewer" },
  });
  provider.current = { sub: "g-1", preferred_username: "gone", groups: ["web"] };
  const guest = browser(app);
  await guest.get(await visit(app, (await start(guest, "main")).href));
  assert.equal(await db.membership.count({ where: { teamId: team.id } }), 1);
  await it.get(`/admin/sign-in/${id}`);

  const asked = await it.post(`/admin/sign-in/${id}/deletion`);
  await it.post(`/admin/sign-in/${id}/deletion`, { confirmed: "1" });

  assert.match(asked.text, /1 account is connected to it/);
  assert.equal(await db.membership.count({ where: { teamId: team.id } }), 0);
  assert.equal(await db.user.count({ where: { username: "gone" } }), 1);
});

test("an account is connected only after the person says yes here", async () => {
  const other = await openidProvider({ app, slug: "connect" });
  await add({
    slug: "connect",
    secret: client.secret,
    issuer: other.issuer,
    enabled: "on",
    new_accounts: "nobody",
  });
  const person = await makeUser();
  const theirs = await signIn(app, person);
  other.current = { sub: "c-1", preferred_username: "conny" };

  const refused = await browser(app);
  const closed = await refused.get(await visit(app, (await start(refused, "connect")).href));
  assert.match(sentenceOn(closed), /you have no account here/);

  const back = await visit(app, (await start(theirs, "connect", "?purpose=connect")).href);
  assert.equal((await theirs.get(back)).location, "/profile/connections");
  assert.equal(await db.externalIdentity.count({ where: { userId: person.id } }), 0);
  assert.match((await theirs.get("/profile/connections")).text, /<strong>conny<\/strong>/);
  await theirs.post("/profile/connections");
  assert.equal(await db.externalIdentity.count({ where: { userId: person.id } }), 1);

  const later = browser(app);
  await later.get(await visit(app, (await start(later, "connect")).href));
  assert.equal(await whoIs(later), person.username);
});
