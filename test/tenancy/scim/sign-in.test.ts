import assert from "node:assert/strict";
import { test } from "node:test";
import { disableUser } from "../../../src/identity/people/users.ts";
import { confirmedUntil, findUnconfirmed } from "../../../src/identity/providers/confirmation.ts";
import type { ExternalPerson } from "../../../src/identity/providers/external-person.ts";
import { describe } from "../../../src/identity/providers/oidc/person.ts";
import { OidcSettings } from "../../../src/identity/providers/oidc/settings.ts";
import type { Provider } from "../../../src/identity/providers/providers.ts";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { disconnect } from "../../../src/tenancy/external-sign-in/connections.ts";
import { signInExternally } from "../../../src/tenancy/external-sign-in/sign-in.ts";
import { applyAnswer } from "../../../src/tenancy/external-sign-in/suspension.ts";
import { endScim } from "../../../src/tenancy/scim/token.ts";
import { useApp } from "../../support/app.ts";
import { by, makeUser, unique } from "../../support/data/factories.ts";
import { externalPerson, makeProvider } from "../../support/data/providers.ts";
import { accountOf, makeScimProvider, patchOf, scimUser } from "./scim-lab.ts";

// How what SCIM sends and how people sign in fit together.

const app = await useApp();
const admin = await makeUser({ admin: true });
const { provider, scim } = await makeScimProvider(app);
const from = { address: "192.0.2.1" };

const activity = (active: boolean) => patchOf({ op: "replace", value: { active } });

async function makeScimUser(changes: object = {}) {
  const { body } = await scim.post("/Users", scimUser(changes));
  return { user: body, account: await accountOf(body), place: `/Users/${body.id}` };
}

/** Somebody at the provider who has this key there. */
const person = (directoryKey: string, changes: Partial<ExternalPerson> = {}) =>
  externalPerson({ subject: `sub of ${directoryKey}`, directoryKey, ...changes });

const signIn = (who: ExternalPerson, at: Provider = provider) => signInExternally(at, who, from);

test("the first sign-in finds the account that waits, although nobody else gets one", async () => {
  const { user, account } = await makeScimUser();

  const actor = await signIn(person(user.externalId, { username: "someone else" }));

  assert.equal(actor.id, account.id);
  assert.equal(
    (await signIn(person("other key", { subject: `sub of ${user.externalId}` }))).id,
    account.id,
  );
  await assert.rejects(signIn(person("unknown")), /you have no account here/);
});

test("an account without an address takes the verified one of the first sign-in", async () => {
  const { user, account } = await makeScimUser();
  assert.equal(account.email, null);
  const email = `${unique("first")}@example.org`;

  await signIn(person(user.externalId, { email, emailVerified: true }));

  assert.equal((await accountOf(user)).email, email);
});

test("Entra ID's key is oid, that of others is sub, and an admin can choose a claim", () => {
  const claims = { sub: "pairwise", oid: "object", employee: "4711" };
  const keyAt = (settings: object) => {
    const all = OidcSettings.parse({ clientId: "portus", ...settings });
    const described = describe(claims, { name: "It", settings: all } as Parameters<
      typeof describe
    >[1]);
    return described.person.directoryKey;
  };

  assert.equal(keyAt({ issuer: "https://login.microsoftonline.com/tenant/v2.0" }), "object");
  assert.equal(keyAt({ issuer: "https://acme.okta.com" }), "pairwise");
  assert.equal(keyAt({ issuer: "https://acme.okta.com", directoryKeyClaim: "employee" }), "4711");
});

test("SCIM finds people who signed in before by the key of their last sign-in", async () => {
  const { provider: open, scim: own } = await makeScimProvider(app, { newAccounts: "anyone" });
  const actor = await signIn(person("known key"), open);

  const { body } = await own.post("/Users", scimUser({ externalId: "known key" }));

  assert.equal((await accountOf(body)).id, actor.id);
});

test("somebody whose key was not known when SCIM sent them keeps their account, and SCIM rules it", async () => {
  const { provider: open, scim: own } = await makeScimProvider(app, { newAccounts: "anyone" });
  const who = person("late key");
  const actor = await signIn({ ...who, directoryKey: null }, open);
  const { body } = await own.post("/Users", scimUser({ externalId: "late key" }));
  assert.notEqual((await accountOf(body)).id, actor.id);

  assert.equal((await signIn(who, open)).id, actor.id);

  assert.equal((await accountOf(body)).id, actor.id);
  await own.patch(`/Users/${body.id}`, activity(false));
  assert.equal((await accountOf(body)).suspension, "deprovisioned");
  await assert.rejects(signIn(who, open), /you no longer use Portus/);
});

test("an inactive user is suspended before the sign-in that shows who they are", async () => {
  const { provider: open, scim: own } = await makeScimProvider(app, { newAccounts: "anyone" });
  const who = person("inactive key");
  const actor = await signIn({ ...who, directoryKey: null }, open);
  const { body } = await own.post(
    "/Users",
    scimUser({ externalId: "inactive key", active: false }),
  );
  assert.equal(body.active, false);

  await assert.rejects(signIn(who, open), /you no longer use Portus/);

  const { suspension } = await db.user.findUniqueOrThrow({ where: { id: actor.id } });
  assert.equal(suspension, "deprovisioned");
});

test("who is inactive is refused at the token endpoint at once, and their tokens come back", async () => {
  const { account, place } = await makeScimUser();
  const { secret } = await createToken(by(account), account.id, { name: "ci", expiresAt: null });
  const login = async () => {
    const basic = Buffer.from(`${account.username}:${secret}`).toString("base64");
    const headers = { authorization: `Basic ${basic}` };
    const answer = await fetch(`${app.url}/v2/token?service=${config.registry.host}`, { headers });
    return { status: answer.status, text: await answer.text() };
  };
  assert.equal((await login()).status, 200);

  await scim.patch(place, activity(false));
  const inactive = await login();
  assert.equal(inactive.status, 401);
  assert.match(inactive.text, /no longer uses Portus/);
  await scim.patch(place, activity(true));
  assert.equal((await login()).status, 200);
});

test("a sign-in does not wake who SCIM suspended or deleted, until SCIM is turned off", async () => {
  for (const end of [
    (place: string) => scim.patch(place, activity(false)),
    (place: string) => scim.delete(place),
  ]) {
    const { user, place } = await makeScimUser();
    await signIn(person(user.externalId));
    await end(place);
    await assert.rejects(signIn(person(user.externalId)), /you no longer use Portus/);
  }
  const { provider: other, scim: own } = await makeScimProvider(app);
  const { body } = await own.post("/Users", scimUser());
  await signIn(person(body.externalId), other);
  await own.patch(`/Users/${body.id}`, activity(false));
  await endScim(by(admin), other);

  await signIn(person(body.externalId), other);
  assert.equal((await accountOf(body)).disabledAt, null);
});

test("active wakes only who SCIM suspended", async () => {
  const byAdmin = await makeScimUser();
  await disableUser(by(admin), byAdmin.account.id);
  const byCheck = await makeScimUser();
  await signIn(person(byCheck.user.externalId));
  const identity = await db.externalIdentity.findFirstOrThrow({
    where: { userId: byCheck.account.id },
  });
  await applyAnswer(identity, { state: "gone" });

  for (const { place, user } of [byAdmin, byCheck]) {
    assert.equal((await scim.put(place, { ...user, displayName: "Changed" })).status, 200);
    assert.notEqual((await accountOf(user)).disabledAt, null);
  }
  await scim.patch(byAdmin.place, activity(false));
  await scim.patch(byAdmin.place, activity(true));
  assert.notEqual((await accountOf(byAdmin.user)).disabledAt, null);
});

test("the last admin is not suspended, and the provider is told why", async () => {
  const { user, account, place } = await makeScimUser();
  const admins = await db.user.findMany({ where: { admin: true }, select: { id: true } });
  await db.user.updateMany({ where: { admin: true }, data: { admin: false } });
  await db.user.update({ where: { id: account.id }, data: { admin: true } });

  const answers = [await scim.patch(place, activity(false)), await scim.delete(place)];

  assert.deepEqual(
    answers.map(({ status }) => status),
    [409, 409],
  );
  assert.match(answers[0]?.body.detail, /is the last admin/);
  assert.equal((await scim.get(place)).body.active, true);
  assert.equal((await accountOf(user)).disabledAt, null);
  for (const { id } of admins) await db.user.update({ where: { id }, data: { admin: true } });
});

test("people can't disconnect what SCIM manages; an admin can", async () => {
  const { account } = await makeScimUser();
  const { id } = await db.externalIdentity.findFirstOrThrow({ where: { userId: account.id } });

  await assert.rejects(disconnect(by(account), account.id, id), /manages this connection by SCIM/);
  await disconnect(by(admin), account.id, id);

  assert.equal(await db.scimUser.count({ where: { identityId: id } }), 0);
});

test("nobody is suspended for not signing in while SCIM would say that they left", async () => {
  const { account } = await makeScimUser();
  const confirmedAt = new Date("2020-01-01");
  await db.externalIdentity.updateMany({ where: { userId: account.id }, data: { confirmedAt } });
  const { provider: other, scim: own } = await makeScimProvider(app);
  const { body } = await own.post("/Users", scimUser());
  const ended = await accountOf(body);
  await db.externalIdentity.updateMany({ where: { userId: ended.id }, data: { confirmedAt } });
  await endScim(by(admin), other);

  assert.equal(await confirmedUntil(account.id), null);
  assert.notEqual(await confirmedUntil(ended.id), null);
  const unconfirmed = await findUnconfirmed();
  assert.deepEqual(
    [unconfirmed.includes(account.id), unconfirmed.includes(ended.id)],
    [false, true],
  );
});

test("an address connects to an account only if an admin trusts the provider's", async () => {
  const email = `${unique("holder")}@example.org`;
  const holder = await makeUser({ email });
  const emails = [{ value: email.toUpperCase(), type: "work", primary: true }];
  const { scim: trusted } = await makeScimProvider(app, { trustsEmail: true });

  const { account } = await makeScimUser({ emails });
  const { body } = await trusted.post("/Users", scimUser({ emails }));

  assert.notEqual(account.id, holder.id);
  assert.equal(account.email, null);
  assert.equal((await accountOf(body)).id, holder.id);
});

test("another provider's people with the same key are not meant", async () => {
  const { user } = await makeScimUser();
  const other = await makeProvider();

  const actor = await signIn(person(user.externalId), other);

  assert.notEqual(actor.id, (await accountOf(user)).id);
});
