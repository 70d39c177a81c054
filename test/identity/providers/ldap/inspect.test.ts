import assert from "node:assert/strict";
import { test } from "node:test";
import { testDirectory } from "../../../../src/identity/providers/ldap/inspect.ts";
import { LdapSettings } from "../../../../src/identity/providers/ldap/settings.ts";
import {
  groupsBase,
  peopleBase,
  servicePassword,
  startDirectory,
} from "../../../support/directory.ts";

const slapd = await startDirectory();
const mara = await slapd.addPerson("mara", "the password of mara");
await slapd.addGroup("web", [mara]);

const inspect = (
  change: Partial<LdapSettings> = {},
  { name = "", declared = true, password = servicePassword } = {},
) => {
  const settings = slapd.settings({ timeoutSeconds: 1, ...change });
  return testDirectory({ id: 1, name: "test", declared, settings, password }, name);
};
const failures = async (...given: Parameters<typeof inspect>) =>
  (await inspect(...given)).steps.filter(({ ok }) => !ok).map(({ says }) => says);

test("a test of a directory says what it found, and describes a person", async () => {
  const { ok, steps, person } = await inspect({}, { name: "mara" });

  assert.equal(ok, true);
  assert.deepEqual(
    steps.map(({ says }) => says),
    [
      `127.0.0.1:${slapd.port} answers by StartTLS and accepts the bind of cn=portus,dc=example,dc=org.`,
      `${peopleBase} is there.`,
      `${groupsBase} is there.`,
      `mara is ${mara}.`,
    ],
  );
  assert.deepEqual(person?.groups, [`cn=web,${groupsBase}`, "web"]);
});

test("each fault is named, with what to do", async () => {
  const wrong = await inspect({ base: `ou=none,${peopleBase}` });
  const cures = wrong.steps.map(({ cure }) => cure).filter((cure) => cure !== null);

  assert.equal(wrong.ok, false);
  assert.deepEqual(cures, [
    `Check the base (ou=none,${peopleBase}), the base of admins and that of groups.`,
  ]);
  assert.match((await failures({}, { password: "wrong" }))[0] ?? "", /invalidCredentials/);
  assert.match((await failures({ servers: ["127.0.0.1:1"] }))[0] ?? "", /ECONNREFUSED/);
  assert.match((await failures({}, { name: "nobody" }))[0] ?? "", /No entry has nobody as its uid/);
  assert.match(
    (await failures({ key: "objectGUID" }, { name: "mara" }))[0] ?? "",
    /has no objectGUID/,
  );
});

test("a directory from a page is reached only at public addresses", async () => {
  const [said] = await failures({}, { declared: false });
  assert.match(said ?? "", /is a private address, which sign-in providers may not call here/);
});

for (const [what, change, says] of [
  ["a filter whose parentheses do not match", { filter: "(uid=a" }, /parentheses/],
  ["a filter with more than one part", { filter: "(uid=a)(uid=b)" }, /not a filter/],
  ["a filter with a broken escape", { filter: String.raw`(uid=\zz)` }, /not a filter/],
  ["a base that is no DN", { base: "people" }, /distinguished name/],
  ["an address in place of a host name", { servers: ["ldap://ldap.example.org"] }, /without ldap:/],
  [
    "a pattern without a place for the name",
    { bindDn: null, bindPattern: "CORP" },
    /Write %s once/,
  ],
  ["both kinds of bind", { bindPattern: "%s@example.org" }, /Leave one of them empty/],
] as const)
  test(`settings with ${what} are refused`, () => {
    const parsed = LdapSettings.safeParse({ ...slapd.settings(), ...change });
    assert.match(parsed.error?.issues.map(({ message }) => message).join() ?? "", says);
  });

test("a filter may be written without parentheses, as SUSE Portus took it, and with escaped letters", async () => {
  await slapd.addPerson("rené", "the password of rené", { mail: "rene@example.org" });
  for (const filter of ["mail=*@example.org", String.raw`(uid=ren\c3\a9)`])
    assert.deepEqual(await failures({ filter }, { name: "rené" }), []);
});
