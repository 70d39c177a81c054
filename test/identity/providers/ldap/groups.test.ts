import assert from "node:assert/strict";
import { test } from "node:test";
import { createPool } from "../../../../src/identity/providers/ldap/pool.ts";
import type { LdapSettings } from "../../../../src/identity/providers/ldap/settings.ts";
import { confirmPassword } from "../../../../src/identity/providers/ldap/sign-in.ts";
import { groupsBase, servicePassword, startDirectory, suffix } from "../../../support/directory.ts";

const slapd = await startDirectory({ sizeLimit: 50 });
const mara = await slapd.addPerson("mara", "the password of mara", {
  objectClass: ["inetOrgPerson", "windowsObject"],
});
const web = await slapd.addGroup("Web", [mara]);
const developers = await slapd.addGroup("developers", [web]);
await slapd.addGroup("everybody", [developers, mara]);
await slapd.addGroup("others", [`uid=nobody,${suffix}`]);

async function groupsOf(name: string, change: Partial<LdapSettings> = {}) {
  const settings = slapd.settings(change);
  const directory = { id: 1, name: "test", declared: true, settings, password: servicePassword };
  const pool = createPool(directory);
  const password = `the password of ${name}`;
  const person = await confirmPassword(
    { directory, pool },
    { name, password },
    Date.now() + 10_000,
  );
  pool.close();
  assert.ok("groups" in person, JSON.stringify(person));
  return person.groups;
}

/** The names without the DNs. */
const names = (groups: readonly string[] | null) =>
  groups?.filter((name) => !name.includes("=")).sort();

for (const groupStyle of ["members", "member_of"] as const)
  test(`groups in groups are found by ${groupStyle}, each by its DN and its name in lower case`, async () => {
    const groups = await groupsOf("mara", { groupStyle });

    assert.deepEqual(names(groups), ["developers", "everybody", "web"]);
    assert.deepEqual(
      groups?.filter((name) => name.startsWith("cn=web")),
      [`cn=web,${groupsBase}`],
    );
  });

test("groups of another base do not count", async () => {
  const elsewhere = `ou=elsewhere,${suffix}`;
  await slapd.add(elsewhere, { objectClass: "organizationalUnit", ou: "elsewhere" });
  await slapd.add(`cn=admins,${elsewhere}`, {
    objectClass: "groupOfNames",
    cn: "admins",
    member: mara,
  });

  for (const groupStyle of ["members", "member_of"] as const)
    assert.deepEqual(names(await groupsOf("mara", { groupStyle })), [
      "developers",
      "everybody",
      "web",
    ]);
  const all = await groupsOf("mara", { groupBase: null, base: suffix });
  assert.deepEqual(names(all), ["admins", "developers", "everybody", "web"]);
});

test("groups that contain each other end, and so does a chain of more than ten", async () => {
  const kim = await slapd.addPerson("kim", "the password of kim");
  const one = await slapd.addGroup("circle-1", [kim]);
  const two = await slapd.addGroup("circle-2", [one]);
  await slapd.change(one, "member", [kim, two]);
  let last = kim;
  for (let at = 1; at <= 14; at += 1) last = await slapd.addGroup(`chain-${at}`, [last]);

  for (const groupStyle of ["members", "member_of"] as const) {
    const found = names(await groupsOf("kim", { groupStyle })) ?? [];
    assert.deepEqual(
      found.filter((name) => name.startsWith("circle")),
      ["circle-1", "circle-2"],
    );
    assert.equal(found.filter((name) => name.startsWith("chain")).length, 10);
  }
});

test("groupOfUniqueNames and posixGroup list their members in their own ways", async () => {
  const lena = await slapd.addPerson("lena", "the password of lena");
  await slapd.add(`cn=unique,${groupsBase}`, {
    objectClass: "groupOfUniqueNames",
    cn: "unique",
    uniqueMember: lena,
  });
  await slapd.add(`cn=posix,${groupsBase}`, {
    objectClass: "posixGroup",
    cn: "posix",
    gidNumber: "5000",
    memberUid: ["jo", "lena"],
  });

  assert.deepEqual(names(await groupsOf("lena")), ["posix", "unique"]);
});

test("a group of 1500 people is found without reading its members", async () => {
  const nora = await slapd.addPerson("nora", "the password of nora");
  const many = Array.from({ length: 1_499 }, (_, at) => `uid=person-${at},ou=people,${suffix}`);
  await slapd.addGroup("large", [...many, nora]);

  for (const groupStyle of ["members", "member_of"] as const)
    assert.deepEqual(names(await groupsOf("nora", { groupStyle })), ["large"]);
});

test("more groups than the directory gives out are no groups that are gone: nothing is known", async () => {
  const olga = await slapd.addPerson("olga", "the password of olga");
  for (let at = 0; at < 55; at += 1) await slapd.addGroup(`many-${at}`, [olga]);

  assert.equal(await groupsOf("olga"), null);
});

test("tokenGroups and the primary group are found by their SIDs", async () => {
  const sid = (rid: number) => {
    const bytes = Buffer.from(
      "0105000000000005150000000100000002000000030000000000000000",
      "hex",
    ).subarray(0, 28);
    bytes.writeUInt32LE(rid, 24);
    return bytes;
  };
  for (const [cn, rid] of [
    ["domain users", 513],
    ["token", 1_200],
  ] as const)
    await slapd.add(`cn=${cn},${groupsBase}`, {
      objectClass: ["organizationalRole", "windowsObject"],
      cn,
      objectSid: sid(rid),
    });
  await slapd.addPerson("piet", "the password of piet", {
    objectClass: ["inetOrgPerson", "windowsObject"],
    objectSid: sid(1_104),
    primaryGroupID: "513",
    tokenGroups: sid(1_200),
  });

  assert.deepEqual(names(await groupsOf("piet", { groupStyle: "token_groups" })), ["token"]);
  assert.deepEqual(names(await groupsOf("piet", { groupStyle: "members" })), ["domain users"]);
  assert.deepEqual(names(await groupsOf("piet", { groupStyle: "member_of" })), ["domain users"]);
});
