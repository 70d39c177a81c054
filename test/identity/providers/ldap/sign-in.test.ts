import assert from "node:assert/strict";
import { test } from "node:test";
import { createPool } from "../../../../src/identity/providers/ldap/pool.ts";
import type { LdapSettings } from "../../../../src/identity/providers/ldap/settings.ts";
import { type Ask, confirmPassword } from "../../../../src/identity/providers/ldap/sign-in.ts";
import { servicePassword, startDirectory, suffix } from "../../../support/directory.ts";

const slapd = await startDirectory();
const mara = await slapd.addPerson("mara", "the password of mara");
await slapd.addPerson("jonas", "the password of jonas");
const admins = `ou=admins,${suffix}`;
await slapd.add(admins, { objectClass: "organizationalUnit", ou: "admins" });

function reachWith(change: Partial<LdapSettings> = {}, password = servicePassword) {
  const settings = slapd.settings(change);
  const directory = { id: 1, name: "test", declared: true, settings, password };
  return { directory, pool: createPool(directory) };
}

const reach = reachWith();
const ask = (name: string, password: string, more: Partial<Ask> = {}, on = reach) =>
  confirmPassword(on, { name, password, ...more }, Date.now() + 10_000);

const why = async (name: string, password: string, on = reach) => {
  const answer = await ask(name, password, {}, on);
  return "why" in answer ? answer.why : `confirmed ${answer.username}`;
};

test("a directory confirms a name and its password, and describes the person", async () => {
  const person = await ask("mara", "the password of mara");

  assert.ok("subject" in person);
  assert.match(person.subject, /^[0-9a-f-]{36}$/);
  assert.deepEqual(
    { ...person, subject: "" },
    {
      subject: "",
      username: "mara",
      email: null,
      emailVerified: false,
      displayName: "The person mara",
      groups: [],
    },
  );
});

test("names are compared without case, and a wrong password is refused", async () => {
  assert.equal(await why("MARA", "the password of mara"), "confirmed mara");
  assert.equal(await why("mara", "another password"), "wrong_password");
  assert.equal(await why("nobody", "the password of mara"), "unknown");
});

test("RFC 4513 5.1.2: a password that is empty never reaches the directory", async () => {
  assert.equal(await why("mara", ""), "wrong_password");
  const closed = reachWith({ port: 1 });
  assert.equal(await why("mara", "", closed), "wrong_password");
});

for (const name of [
  "*",
  "mar*",
  "*)(uid=*",
  "mara)(objectClass=*",
  "*))(|(uid=*",
  "mara\0",
  String.raw`\00`,
  String.raw`\6dara`,
  "mara,ou=people",
  String.raw`mara\,ou=people`,
  "mara ",
  " mara",
  "ma  ra",
  "ｍara",
  "m\u00adara", // a soft hyphen, which servers leave out
])
  test(`the name ${JSON.stringify(name)} is nobody's, whatever the password`, async () => {
    assert.equal(await why(name, "the password of mara"), "unknown");
  });

test("a person whose name has commas and quotes signs in", async () => {
  const uid = String.raw`ann\, "o'hara"+x`;
  await slapd.add(String.raw`cn=Ann\, \"O'Hara\"\+x,ou=people,${suffix}`, {
    objectClass: "inetOrgPerson",
    sn: "O'Hara",
    uid,
    userPassword: "the password of ann",
  });

  assert.equal(await why(uid, "the password of ann"), `confirmed ${uid}`);
});

test("two entries with one name are refused, and so is a disabled one", async () => {
  await slapd.add(`cn=twin 1,ou=people,${suffix}`, twin);
  await slapd.add(`cn=twin 2,ou=people,${suffix}`, twin);
  assert.equal(await why("twin", "the password of twins"), "ambiguous");

  await slapd.addPerson("expired", "the password of expired", {
    objectClass: ["inetOrgPerson", "windowsObject"],
    userAccountControl: "514",
  });
  assert.equal(await why("expired", "the password of expired"), "disabled");
});

const twin = {
  objectClass: "inetOrgPerson",
  sn: "Twin",
  uid: "twin",
  userPassword: "the password of twins",
};

test("the filter of the settings holds for everybody", async () => {
  const filtered = reachWith({ filter: "(|(uid=jonas)(mail=*@elsewhere.org))" });

  assert.equal(await why("jonas", "the password of jonas", filtered), "confirmed jonas");
  assert.equal(await why("mara", "the password of mara", filtered), "unknown");
});

test("a renamed entry keeps its key, and is found by it under the name that the account has here", async () => {
  const before = await ask("jonas", "the password of jonas");
  assert.ok("subject" in before);
  await slapd.rename(`uid=jonas,ou=people,${suffix}`, `uid=jonas.new,ou=people,${suffix}`);

  const renamed = await ask("jonas.new", "the password of jonas");
  const byOldName = await ask("jonas", "the password of jonas", { subject: before.subject });

  assert.ok("subject" in renamed && "subject" in byOldName);
  assert.deepEqual([renamed.subject, byOldName.subject], [before.subject, before.subject]);
  assert.equal(await why("jonas", "the password of jonas"), "unknown");
});

test("e-mail comes from the attribute of the settings, or is guessed from the base", async () => {
  const of = async (change: Partial<LdapSettings>) => {
    const person = await ask("mara", "the password of mara", {}, reachWith(change));
    return "email" in person && [person.email, person.emailVerified];
  };

  assert.deepEqual(await of({ guessEmail: true, emailAttribute: "mail" }), [
    "mara@example.org",
    true,
  ]);
  assert.deepEqual(await of({ guessEmail: true }), ["mara@example.org", false]);
  assert.deepEqual(await of({ emailAttribute: "mail" }), [null, false]);
});

test("people below the base of admins sign in, and have that base as a group", async () => {
  await slapd.add(`uid=ada,${admins}`, {
    objectClass: "inetOrgPerson",
    cn: "Ada",
    sn: "A",
    uid: "ada",
    userPassword: "the password of ada",
  });
  const both = reachWith({ adminBase: "OU=Admins,dc=example,dc=org" });

  const ada = await ask("ada", "the password of ada", {}, both);
  const plain = await ask("mara", "the password of mara", {}, both);

  assert.deepEqual("groups" in ada && ada.groups, [admins]);
  assert.deepEqual("groups" in plain && plain.groups, []);
});

test("a bind pattern needs no DN of Portus itself", async () => {
  const direct = reachWith({ bindDn: null, bindPattern: `uid=%s,ou=people,${suffix}` }, "");

  assert.equal(await why("mara", "the password of mara", direct), "confirmed mara");
  assert.equal(await why("mara", "wrong", direct), "wrong_password");
  assert.equal(await why("mara,ou=people", "the password of mara", direct), "wrong_password");
});

test("by a bind pattern nobody becomes another entry that has their name", async () => {
  const other = await slapd.addPerson("olga", "the password of olga");
  await slapd.change(other, "uid", ["olga", "kim"]);
  await slapd.add(`cn=kim,ou=groups,${suffix}`, {
    objectClass: ["organizationalRole", "simpleSecurityObject"],
    userPassword: "the password of kim",
  });
  const crossed = reachWith({ bindDn: null, bindPattern: `cn=%s,ou=groups,${suffix}` }, "");

  assert.equal(await why("kim", "the password of kim", crossed), "wrong_password");
});

test("an entry without a key is not taken for a person", async () => {
  const keyless = reachWith({ key: "objectGUID" });
  await assert.rejects(ask("mara", "the password of mara", {}, keyless), {
    name: "DirectoryFailure",
    message: `${mara} shows Portus no objectGUID.`,
  });
});

test("a GUID of Active Directory is the key of an entry", async () => {
  await slapd.addPerson("grace", "the password of grace", {
    objectClass: ["inetOrgPerson", "windowsObject"],
    objectGUID: Buffer.from("40fc296b47ca6710b31d00dd010662da", "hex"),
  });
  const windows = reachWith({ key: "objectGUID" });
  const person = await ask("grace", "the password of grace", {}, windows);
  const subject = "6b29fc40-ca47-1067-b31d-00dd010662da";
  await slapd.rename(`uid=grace,ou=people,${suffix}`, `uid=hopper,ou=people,${suffix}`);
  const renamed = await ask("grace", "the password of grace", { subject }, windows);

  assert.equal("subject" in person && person.subject, subject);
  assert.equal("subject" in renamed && renamed.subject, subject);
});
