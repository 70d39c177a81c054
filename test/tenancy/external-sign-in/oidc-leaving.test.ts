import "../../support/settings/private-addresses.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { beforeEach, test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { checkAccounts } from "../../../src/tenancy/external-sign-in/oidc/checks.ts";
import { type Browser, browser } from "../../support/app.ts";
import { makeTeam, makeUser } from "../../support/data/factories.ts";
import { type Account, openidProvider, visit } from "../../support/fakes/openid-provider.ts";
import { until } from "../../support/waiting.ts";
import { addProvider, signInAt, start, useSignInApp, whoIs } from "./oidc-lab.ts";

// What happens here when somebody leaves at the provider.

const app = await useSignInApp();
await makeUser();
const provider = await openidProvider({ app, slug: "keycloak" });
const { id: providerId } = await addProvider({
  issuer: provider.issuer,
  settings: { parameters: { prompt: "consent" } }, // without it, the provider ignores offline_access
});

let number = 0;
function comes(changes: Partial<Account> = {}): Account {
  number += 1;
  provider.current = { sub: `key-${number}`, preferred_username: `person${number}`, ...changes };
  return provider.current;
}

beforeEach(() => {
  provider.outage = null;
  comes();
});

/** The account of the person who is at the provider, after they used docker. */
async function dockerUser() {
  const { it } = await signInAt(app);
  const username = (await whoIs(it)) ?? "";
  const user = await db.user.findUniqueOrThrow({ where: { username } });
  const hash = new Uint8Array(randomBytes(32));
  const lastUsedAt = new Date(Date.now() + 1000);
  const unlimited = { scopes: ["registry"], patterns: [], actions: [], addresses: [] };
  await db.applicationToken.create({
    data: { userId: user.id, name: "ci", hint: "abcd", hash, lastUsedAt, ...unlimited },
  });
  return { it, user };
}

const stateOf = async ({ id }: { id: number }) =>
  (await db.user.findUniqueOrThrow({ where: { id } })).suspension;

const identityOf = ({ id: userId }: { id: number }) =>
  db.externalIdentity.findFirstOrThrow({ where: { userId, providerId } });

test("somebody whose account the provider deleted is suspended at the next check, and signed out", async () => {
  const account = comes();
  const { it, user } = await dockerUser();
  provider.accounts.delete(account.sub);

  await checkAccounts();

  assert.equal(await stateOf(user), "gone");
  assert.equal(await whoIs(it), null);
});

test("a sign-in ends the suspension", async () => {
  const account = comes();
  const { user } = await dockerUser();
  provider.accounts.delete(account.sub);
  await checkAccounts();

  const { it } = await signInAt(app);

  assert.equal(await stateOf(user), null);
  assert.equal(await whoIs(it), user.username);
});

test("an outage of the provider, of any kind, changes nothing", async () => {
  const { it, user } = await dockerUser();
  const before = await identityOf(user);

  for (const status of [500, 502, 503, 429, 404]) {
    provider.outage = status;
    await checkAccounts();
    assert.equal(await stateOf(user), null, String(status));
  }

  provider.outage = null;
  assert.deepEqual(await identityOf(user), before);
  assert.equal(await whoIs(it), user.username);
});

test("a check brings the groups of now, and keeps the refresh token that the provider rotates", async () => {
  const team = await makeTeam();
  const given = { providerId, teamId: team.id, role: "viewer" } as const;
  await db.groupMapping.create({ data: { ...given, group: "rotating" } });
  const account = comes({ groups: ["rotating"] });
  const { user } = await dockerUser();
  const count = () => db.membership.count({ where: { teamId: team.id, userId: user.id } });
  assert.equal(await count(), 1);

  provider.accounts.set(account.sub, { ...account, groups: [] });
  const before = await identityOf(user);
  await checkAccounts();

  assert.equal(await count(), 0);
  const after = await identityOf(user);
  assert.notDeepEqual(after.sealedRefreshToken, before.sealedRefreshToken);
  await db.applicationToken.updateMany({
    where: { userId: user.id },
    data: { lastUsedAt: new Date(Date.now() + 60_000) },
  });
  await checkAccounts();
  assert.equal(await stateOf(user), null, "the rotated token is accepted");
});

test("only people who used docker since the last check are asked about", async () => {
  const account = comes();
  const { it } = await signInAt(app);
  const user = await db.user.findUniqueOrThrow({ where: { username: (await whoIs(it)) ?? "" } });
  provider.accounts.delete(account.sub);

  await checkAccounts();

  assert.equal(await stateOf(user), null);
});

test("a refresh token that the provider sends without offline access is not kept", async () => {
  const plain = await openidProvider({ app, slug: "plain" });
  const { id } = await addProvider({ issuer: plain.issuer, slug: "plain", name: "Plain" });
  plain.current = { sub: "plain-1", preferred_username: "plain" };
  const browserOf = browser(app);
  await browserOf.get(await visit(app, (await start(browserOf, "plain")).href));

  const identity = await db.externalIdentity.findFirstOrThrow({ where: { providerId: id } });

  assert.equal(identity.sealedRefreshToken, null);
});

test("the provider reports that a session ended there, and it ends here at once", async () => {
  comes();
  const jar = browser({ url: "" });
  const it = browser(app);
  const address = await start(it);
  await it.get(await visit(app, address.href, jar));
  assert.ok(await whoIs(it));

  await signOutThere(jar);

  await until(async () => (await whoIs(it)) === null, "the session ends", 3_000);
});

/** Signs out on the provider's own page, which then calls Portus. */
async function signOutThere(jar: Browser): Promise<void> {
  const { text } = await jar.get(`${provider.issuer}/session/end`);
  const [, xsrf = ""] = /name="xsrf" value="([^"]+)"/.exec(text) ?? [];
  await jar.post(`${provider.issuer}/session/end/confirm`, { xsrf, logout: "yes" });
}
