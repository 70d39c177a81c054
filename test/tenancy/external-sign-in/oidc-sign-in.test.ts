import "../../support/settings/private-addresses.ts";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { browser } from "../../support/app.ts";
import { makeTeam, makeUser } from "../../support/data/factories.ts";
import { type Account, openidProvider, visit } from "../../support/fakes/openid-provider.ts";
import { addProvider, sentenceOn, signInAt, start, useSignInApp, whoIs } from "./oidc-lab.ts";

const app = await useSignInApp();
await makeUser({ admin: true }); // there is somebody: nothing leads to the first sign-up
const provider = await openidProvider({ app, slug: "keycloak" });
const { id: providerId } = await addProvider({ issuer: provider.issuer });

let number = 0;
function comes(changes: Partial<Account> = {}): Account {
  number += 1;
  const name = `person${number}`;
  const email = `${name}@example.org`;
  const account = { sub: `key-${number}`, preferred_username: name, email, email_verified: true };
  provider.current = { ...account, ...changes };
  return provider.current;
}

beforeEach(() => comes());

test("the sign-in page offers the provider, and keeps where to return to", async () => {
  const { text } = await browser(app).get("/sign-in?return=%2Fteams");

  assert.match(text, /href="\/sign-in\/oidc\/keycloak\?return=%2Fteams">Sign in with Keycloak</);
});

test("a person who signs in at the provider gets an account, and returns to where they were", async () => {
  const { sub, preferred_username: name } = comes({ name: "Jane Doe" });

  const { it, answer } = await signInAt(app, browser(app), "?return=%2Fteams");

  assert.deepEqual([answer.status, answer.location], [303, "/teams"]);
  assert.equal(await whoIs(it), name);
  const { user, ...identity } = await db.externalIdentity.findUniqueOrThrow({
    where: { providerId_subject: { providerId, subject: sub } },
    include: { user: true },
  });
  assert.deepEqual([user.username, user.displayName, user.admin], [name, "Jane Doe", false]);
  assert.ok(identity.lastSignInAt);
});

test("the audit log says that a provider authenticated the person", async () => {
  const { preferred_username: subject = "" } = comes();

  await signInAt(app);

  const entry = await db.activity.findFirstOrThrow({ where: { key: "user.sign_in", subject } });
  assert.equal(entry.credential, "sign_in_provider");
});

test("the same person comes back to the same account, under whatever name the provider has now", async () => {
  const account = comes();
  const first = await signInAt(app);
  provider.current = { ...account, preferred_username: "renamed", email: "renamed@example.org" };

  const { it } = await signInAt(app);

  assert.equal(await whoIs(it), await whoIs(first.it));
});

test("a sign-in asks with PKCE, a state and a nonce that are new each time", async () => {
  const it = browser(app);

  const [one, two] = [await start(it), await start(it)];

  for (const name of ["state", "nonce", "code_challenge"])
    assert.notEqual(one.searchParams.get(name), two.searchParams.get(name));
  assert.equal(one.searchParams.get("code_challenge_method"), "S256");
  assert.equal(one.searchParams.get("redirect_uri"), `${app.url}/sign-in/oidc/keycloak/callback`);
});

test("several tabs can sign in at the same time, and only so many are kept", async () => {
  const it = browser(app);
  const tabs: URL[] = [];
  for (let tab = 0; tab < 6; tab += 1) tabs.push(await start(it));

  const oldest = await it.get(await visit(app, String(tabs[0])));
  const second = await it.get(await visit(app, String(tabs[1])));

  assert.match(sentenceOn(oldest), /was not started in this browser/);
  assert.equal(second.status, 303);
});

test("groups give roles and admin rights, and take them away again", async () => {
  const team = await makeTeam();
  const mapping = { providerId, group: "web", teamId: team.id, role: "contributor" } as const;
  await db.groupMapping.createMany({
    data: [mapping, { providerId, group: "admins", teamId: null, role: null }],
  });
  const account = comes({ groups: ["web", "admins", "other"] });
  const rights = async () => {
    const { it } = await signInAt(app);
    const username = (await whoIs(it)) ?? "";
    const { admin, memberships } = await db.user.findUniqueOrThrow({
      where: { username },
      include: { memberships: { where: { teamId: team.id } } },
    });
    return [admin, memberships.map(({ role }) => role)];
  };

  assert.deepEqual(await rights(), [true, ["contributor"]]);
  provider.current = { ...account, groups: undefined };
  assert.deepEqual(await rights(), [true, ["contributor"]], "absent is not empty");
  provider.current = { ...account, groups: "web" };
  assert.deepEqual(await rights(), [false, ["contributor"]]);
  provider.current = { ...account, groups: [] };
  assert.deepEqual(await rights(), [false, []]);
});

test("claims that are only in userinfo are read there", async () => {
  const other = await openidProvider({ app, slug: "second", userinfoOnly: true });
  await addProvider({ issuer: other.issuer, slug: "second", name: "Second" });
  other.current = {
    sub: "u-1",
    preferred_username: "uma",
    email: "uma@example.org",
    groups: ["web"],
  };
  const it = browser(app);

  await it.get(await visit(app, (await start(it, "second")).href));

  assert.equal(await whoIs(it), "uma");
});

test("a provider that is turned off or unknown is no address", async () => {
  await addProvider({ issuer: provider.issuer, slug: "off", enabled: false });

  for (const slug of ["off", "none", "keycloak%2F", "__proto__"])
    assert.equal((await browser(app).get(`/sign-in/oidc/${slug}`)).status, 404, slug);
  assert.doesNotMatch((await browser(app).get("/sign-in")).text, /oidc\/off/);
});

test("a provider that is down is a page with a sentence, and passwords still work", async () => {
  const down = await addProvider({ issuer: "http://127.0.0.1:9", slug: "down", name: "Down" });

  const answer = await browser(app).get("/sign-in/oidc/down");

  assert.equal(answer.status, 502);
  assert.match(sentenceOn(answer), /Down can't be reached at the moment/);
  await db.signInProvider.delete({ where: { id: down.id } });
});

test("people who sign out are offered to sign out at the provider, too", async () => {
  const { it } = await signInAt(app);
  await it.get("/profile");

  const out = await it.post("/sign-out");
  assert.equal(out.location, "/sign-in/oidc/keycloak/signed-out");
  assert.match((await it.get("/sign-in/oidc/keycloak/signed-out")).text, /Sign out of Keycloak/);
  const end = new URL((await it.get("/sign-in/oidc/keycloak/end")).location ?? "");

  assert.equal(end.origin, provider.issuer);
  assert.ok(end.searchParams.get("id_token_hint"));
  assert.equal(end.searchParams.get("post_logout_redirect_uri"), `${app.url}/sign-in`);
  assert.equal((await it.get("/sign-in/oidc/keycloak/end")).location, "/sign-in", "only once");
});
