import assert from "node:assert/strict";
import { test } from "node:test";
import { disableUser } from "../../../src/identity/people/users.ts";
import { confirmedUntil } from "../../../src/identity/providers/confirmation.ts";
import type { ExternalPerson } from "../../../src/identity/providers/external-person.ts";
import { authenticateCredentials } from "../../../src/identity/sign-in/credentials.ts";
import type { Rejection } from "../../../src/identity/sign-in/rejection.ts";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import { db } from "../../../src/platform/db/client.ts";
import { connect, disconnect } from "../../../src/tenancy/external-sign-in/connections.ts";
import { usernameFrom } from "../../../src/tenancy/external-sign-in/names.ts";
import { signInExternally } from "../../../src/tenancy/external-sign-in/sign-in.ts";
import { applyAnswer } from "../../../src/tenancy/external-sign-in/suspension.ts";
import { suspendAllUnconfirmed } from "../../../src/tenancy/external-sign-in/unconfirmed.ts";
import { actorOf, by, makeUser, unique } from "../../support/data/factories.ts";
import { externalPerson, makeProvider, sendByScim } from "../../support/data/providers.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const from = { address: "192.0.2.1" };
const identityOf = (userId: number) => db.externalIdentity.findFirstOrThrow({ where: { userId } });

test("nobody gets the first account by a provider, which would end the setup code", async () => {
  const signIn = signInExternally(await makeProvider(), externalPerson(), from);
  await assert.rejects(signIn, /no admin yet/);
  await makeUser({ admin: true });
});

test("the first sign-in makes an account with a namespace, the next ones find it, whatever else changed", async () => {
  const provider = await makeProvider();
  const email = `${unique("mail")}@example.org`;
  const person = externalPerson({ email, emailVerified: true, displayName: "Somebody" });
  const first = await signInExternally(provider, person, from);
  const renamed = { ...person, username: unique("renamed"), email: "other@example.org" };

  assert.deepEqual(await signInExternally(provider, renamed, from), first);
  const user = await db.user.findUniqueOrThrow({ where: { id: first.id } });
  assert.deepEqual([user.email, user.passwordHash, user.admin], [email, null, false]);
  assert.equal(await db.namespace.count({ where: { name: first.username, kind: "personal" } }), 1);
});

test("an address that the provider has not verified becomes nobody's", async () => {
  const email = `${unique("mail")}@example.org`;
  const person = externalPerson({ email });
  const { id } = await signInExternally(await makeProvider(), person, from);
  assert.equal((await db.user.findUniqueOrThrow({ where: { id } })).email, null);
});

for (const trustsEmail of [true, false])
  for (const emailVerified of [true, false])
    test(`an address ${trustsEmail ? "of a trusted" : "of another"} provider, ${emailVerified ? "" : "not "}verified, opens only with both`, async () => {
      const holder = await makeUser({ email: `${unique("mail")}@example.org` });
      const provider = await makeProvider({ trustsEmail });
      const person = externalPerson({ email: holder.email, emailVerified });

      const actor = await signInExternally(provider, person, from);

      assert.equal(actor.id === holder.id, trustsEmail && emailVerified);
      const { email } = await db.user.findUniqueOrThrow({ where: { id: holder.id } });
      assert.equal(email, holder.email);
    });

test("who signed up with an address that nobody confirmed is connected to nobody by it", async () => {
  const squatter = await makeUser({
    email: `${unique("mail")}@example.org`,
    emailConfirmedAt: null,
  });
  const provider = await makeProvider({ trustsEmail: true });
  const person = externalPerson({ email: squatter.email, emailVerified: true });

  const actor = await signInExternally(provider, person, from);

  assert.notEqual(actor.id, squatter.id);
  assert.equal(await db.externalIdentity.count({ where: { userId: squatter.id } }), 0);
});

test("nobody takes over a name", async () => {
  const { username } = await makeUser();
  const actor = await signInExternally(await makeProvider(), externalPerson({ username }), from);
  assert.match(actor.username, new RegExp(`^${username}\\d$`));
});

test("names are cleaned, and reserved ones get a prefix", () => {
  const cleaned = {
    "Émilie.Durand@example.org": "emilie.durand",
    "CORP\\anna": "corp-anna",
    "../../etc": "etc",
    admin: "user-admin",
    portus: "user-portus",
    "library@x": "user-library",
    "": "user",
    张伟: "user",
    ["x".repeat(400)]: "x".repeat(58),
    "a\u0000b": "a-b",
  };
  for (const [wanted, name] of Object.entries(cleaned)) assert.equal(usernameFrom(wanted), name);
});

const staff = { newAccounts: "groups" as const, accountGroups: ["staff"] };
const domain = { newAccounts: "domains" as const, accountDomains: ["example.org"] };
const accountCases: [Parameters<typeof makeProvider>[0], Partial<ExternalPerson>, boolean][] = [
  [{ newAccounts: "nobody" }, {}, false],
  [staff, { groups: ["staff"] }, true],
  [staff, { groups: ["Staff"] }, false],
  [staff, { groups: null }, false],
  [domain, { email: "x@Example.org", emailVerified: true }, true],
  [domain, { email: "y@example.org" }, false],
  [domain, { email: "z@evil.example.org", emailVerified: true }, false],
];
for (const [rule, data, allowed] of accountCases)
  test(`accounts for ${rule?.newAccounts}: ${JSON.stringify(data)} gets ${allowed ? "one" : "none"}`, async () => {
    const signIn = signInExternally(await makeProvider(rule), externalPerson(data), from);
    if (allowed) await signIn;
    else await assert.rejects(signIn, { why: "no_account" });
  });

async function suspended() {
  const provider = await makeProvider();
  const person = externalPerson();
  const actor = await signInExternally(provider, person, from);
  const { secret } = await createToken(by(actor), actor.id, { name: "laptop", expiresAt: null });
  const login = async () => {
    let why: Rejection["why"] | null = null;
    const refused = (rejection: Rejection) => {
      why = rejection.why;
    };
    const credentials = { username: actor.username, secret };
    return (await authenticateCredentials(credentials, { ...from, refused })) ? "accepted" : why;
  };
  assert.equal(await login(), "accepted");
  await applyAnswer(await identityOf(actor.id), { state: "gone" });
  return { provider, person, actor, login };
}

test("who is gone at the provider is refused at once, keeps everything, and wakes by signing in", async () => {
  const { provider, person, actor, login } = await suspended();
  assert.equal(await login(), "suspended");

  assert.equal((await signInExternally(provider, person, from)).id, actor.id);
  assert.equal(await login(), "accepted");
});

test("signing in elsewhere wakes nobody who is gone at a provider", async () => {
  const { actor } = await suspended();
  const other = await makeProvider();
  const person = externalPerson();
  await db.externalIdentity.create({
    data: { providerId: other.id, subject: person.subject, userId: actor.id, label: "" },
  });
  await assert.rejects(signInExternally(other, person, from), { why: "gone_elsewhere" });
});

test("a sign-in enables no account that an admin disabled, even while suspended", async () => {
  const { provider, person, actor, login } = await suspended();
  await disableUser(by(await makeUser({ admin: true })), actor.id);

  await assert.rejects(signInExternally(provider, person, from), { why: "disabled" });
  assert.equal(await login(), "unknown_token");
});

test("without a confirmation for the days of the setting, access ends; a password or SCIM keeps it", async () => {
  const old = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
  const signedIn = async ({ byScim = false } = {}) => {
    const provider = await makeProvider();
    const actor = await signInExternally(provider, externalPerson(), from);
    if (byScim) await sendByScim(provider, actor);
    await db.externalIdentity.updateMany({
      where: { userId: actor.id },
      data: { confirmedAt: old },
    });
    return actor;
  };
  const [gone, scim, local] = [
    await signedIn(),
    await signedIn({ byScim: true }),
    await signedIn(),
  ];
  await db.user.update({ where: { id: local.id }, data: { passwordHash: "x" } });
  const until = await confirmedUntil(gone.id);
  assert.ok(until && until < new Date());
  assert.deepEqual([await confirmedUntil(scim.id), await confirmedUntil(local.id)], [null, null]);

  await suspendAllUnconfirmed();

  const states = await db.user.findMany({
    where: { id: { in: [gone.id, scim.id, local.id] } },
    select: { suspension: true },
    orderBy: { id: "asc" },
  });
  assert.deepEqual(
    states.map(({ suspension }) => suspension),
    ["unconfirmed", null, null],
  );
});

test("people connect and disconnect accounts, but never the only way in", async () => {
  const provider = await makeProvider();
  const person = externalPerson();
  const user = await makeUser({ passwordHash: "x" });
  await connect(by(user), provider, person);
  assert.equal((await signInExternally(provider, person, from)).id, user.id);
  await assert.rejects(connect(by(await makeUser()), provider, person), /connected to an account/);

  await disconnect(by(user), user.id, (await identityOf(user.id)).id);
  const only = await signInExternally(provider, person, from);
  const { id } = await identityOf(only.id);
  await assert.rejects(disconnect(by(only), only.id, id), /only way/);
  await assert.rejects(disconnect(by(actorOf(user)), only.id, id), { name: "Forbidden" });
});
