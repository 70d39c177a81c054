import assert from "node:assert/strict";
import { test } from "node:test";
import { changeAccount } from "../../../src/identity/people/account.ts";
import { changePassword, resetPassword } from "../../../src/identity/people/profile.ts";
import { setPasswordByLink } from "../../../src/identity/recovery/recovery.ts";
import { hashNewPassword } from "../../../src/identity/sign-in/new-passwords.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { createAccount } from "../../../src/tenancy/accounts/accounts.ts";
import { createUser } from "../../../src/tenancy/accounts/command-actions.ts";
import { signUp } from "../../../src/tenancy/sign-up/onboarding.ts";
import { by, makeUser, password, unique } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();
const { makeLink } = await import("../../../src/identity/email-links/links.ts");
const admin = await makeUser({ admin: true });
const names = { username: "jonathan.doe", email: "jdoe1984@example.org" };

for (const word of [
  "jonathan.doe",
  "Jonathan-Doe1",
  "jdoe1984",
  " jdoe1984@example.org",
  "portus2026",
  config.registry.host,
])
  test(`S13: the password ${word} is refused to jonathan.doe with the address ${names.email}`, async () => {
    await assert.rejects(hashNewPassword(word, names), /a name of yours or of this Portus/);
  });

for (const word of ["jonathan does it", "my portus pass", "84726153"])
  test(`the password ${word} is accepted`, async () => {
    assert.match(await hashNewPassword(word, { ...names, username: "a" }), /^\$argon2id/);
  });

const address = "10.8.0.1";
const person = await makeUser();
const own = `${person.username}!!`;
const fresh = () => {
  const username = unique("my-own-name");
  return { username, email: `${username}@example.org`, password: username };
};
const account = { displayName: null, admin: false };
const entryPoints: Record<string, () => Promise<unknown>> = {
  "sign-up": () => signUp(fresh(), { address }),
  "an admin's form": () => createAccount(by(admin), { ...account, ...fresh() }),
  "the command": () => createUser(fresh()),
  "the profile": () =>
    changePassword(by(person), { current: password, password: own }, { address, session: "" }),
  "the command for a new password": () => resetPassword(by(admin), person.id, own),
  "the API": () => changeAccount(by(admin), person.id, { password: own }),
  "a link": async () => {
    const { secret } = await db.$transaction((tx) => makeLink(tx, person.id, "password"));
    return setPasswordByLink(secret, own, { address });
  },
};

for (const [name, setPassword] of Object.entries(entryPoints))
  test(`S13: a password that is the user name is refused by ${name}`, async () => {
    await assert.rejects(setPassword, /a name of yours or of this Portus/);
  });

test("S13: an address that is withheld is refused as a password like any other", async () => {
  const withheld = await signUp({ ...fresh(), email: person.email ?? "", password }, { address });

  const change = changePassword(
    by(withheld),
    { current: password, password: person.email ?? "" },
    { address, session: "" },
  );

  await assert.rejects(change, /a name of yours or of this Portus/);
});
