import assert from "node:assert/strict";
import { test } from "node:test";
import { createPool } from "../../../../src/identity/providers/ldap/pool.ts";
import { LdapSettings } from "../../../../src/identity/providers/ldap/settings.ts";
import { confirmPassword } from "../../../../src/identity/providers/ldap/sign-in.ts";
import {
  type Answer,
  type Asked,
  scriptedDirectory,
} from "../../../support/fakes/scripted-directory.ts";

// Answers in the shapes of Active Directory that Microsoft's documents show. They were not recorded from one.

const base = "DC=corp,DC=example,DC=org";
const mara = `CN=Mara Lind,OU=People,${base}`;
const entry = {
  dn: mara,
  values: {
    objectGUID: [Buffer.from("40fc296b47ca6710b31d00dd010662da", "hex")],
    sAMAccountName: ["mara"],
    userAccountControl: ["512"],
  },
};
const group = (name: string) => ({ dn: `CN=${name},OU=Groups,${base}`, values: { cn: [name] } });

/** MS-ADTS 3.1.1.4.6: a search at the root of a domain ends with references to its other partitions. */
const references = [
  `ldap://ForestDnsZones.corp.example.org/DC=ForestDnsZones,${base}`,
  `ldap://corp.example.org/CN=Configuration,${base}`,
];

async function confirm(
  answer: (asked: Asked) => Answer | null | undefined,
  change: Partial<LdapSettings> = {},
) {
  const usual = (asked: Asked): Answer =>
    asked.kind === "search" && asked.filter.includes("sAMAccountName")
      ? { entries: [entry], references }
      : {};
  const script = await scriptedDirectory((asked) => {
    const given = answer(asked);
    return given === undefined ? usual(asked) : given;
  });
  const settings = LdapSettings.parse({
    servers: ["127.0.0.1"],
    port: script.port,
    encryption: "none",
    base,
    uid: "sAMAccountName",
    key: "objectGUID",
    bindDn: "CORP\\portus",
    timeoutSeconds: 1,
    ...change,
  });
  const directory = { id: 1, name: "test", declared: true, settings, password: "secret" };
  const pool = createPool(directory);
  const ask = { name: "mara", password: "the password" };
  const found = await confirmPassword({ directory, pool }, ask, Date.now() + 5_000).finally(
    pool.close,
  );
  return { found, asked: script.asked };
}

const isPersonal = (asked: Asked) => asked.kind === "bind" && asked.dn === mara;
const groupsIn = (found: object) =>
  "groups" in found ? (found.groups as string[] | null)?.filter((it) => !it.includes("=")) : found;

test("references to other partitions are not followed", async () => {
  const { found } = await confirm(() => undefined);
  assert.equal("username" in found && found.username, "mara");
});

/** learn.microsoft.com/windows/win32/debug/system-error-codes: 0x52e, 0x533 and 0x773, in the sentence of a refused bind. */
for (const [code, detail] of [
  ["52e", "the password is wrong"],
  ["533", "the account is disabled"],
  ["773", "the password must be changed first"],
] as const)
  test(`a bind that is refused with data ${code} is a wrong password outside, and in the log ${detail}`, async () => {
    const message = `80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data ${code}, v3839\0`;
    const { found } = await confirm((asked) =>
      isPersonal(asked) ? { code: 49, message } : undefined,
    );

    assert.deepEqual(found, { why: "wrong_password", detail });
  });

/** learn.microsoft.com/troubleshoot/windows-server/active-directory/enable-ldap-signing-in-windows-server, a bind without TLS. */
test("strongerAuthRequired says that the connection must be encrypted", async () => {
  const message =
    "00002028: LdapErr: DSID-0C090259, comment: The server requires binds to turn on integrity checking if SSL\\TLS are not already active on the connection, data 0, v3839";
  await assert.rejects(
    confirm((asked) => (asked.kind === "bind" ? { code: 8, message } : undefined)),
    { name: "DirectoryFailure", problem: "needs_tls" },
  );
});

/** MS-ADTS 3.1.1.3.4.4, and learn.microsoft.com/windows/win32/adsi/search-filter-syntax. */
test("the matching rule in chain finds groups in groups by one search", async () => {
  const { found, asked } = await confirm(
    (request) =>
      request.kind === "search" && request.filter.includes("1.2.840.113556.1.4.1941")
        ? { entries: [group("Web"), group("Staff")], references }
        : undefined,
    { groupStyle: "in_chain" },
  );

  assert.deepEqual(groupsIn(found), ["web", "staff"]);
  assert.equal(asked.filter(({ kind }) => kind === "search").length, 2);
});

/** MS-ADTS 3.1.1.3.1.3.3, Range Retrieval of Attribute Values. */
test("memberOf with more values than the server sends at once is read range by range", async () => {
  const all = Array.from({ length: 8 }, (_, at) => `CN=g${at},OU=Groups,${base}`);
  const { found } = await confirm(
    (asked) => {
      if (asked.kind !== "search") return undefined;
      const byName = asked.filter.includes("sAMAccountName");
      const [, from = byName ? "0" : null] = /range=(\d+)-/.exec(asked.attributes[0] ?? "") ?? [];
      if (from === null) return {};
      const part = all.slice(Number(from), Number(from) + 3);
      const end = part.length < 3 ? "*" : Number(from) + 2;
      const range = { [`memberOf;range=${from}-${end}`]: part };
      return { entries: [{ dn: mara, values: byName ? { ...entry.values, ...range } : range }] };
    },
    { groupStyle: "member_of" },
  );

  assert.deepEqual(
    groupsIn(found),
    all.map((_, at) => `g${at}`),
  );
});

/** RFC 2696, 3: only an empty cookie ends the pages. */
test("a page without entries is not the last one", async () => {
  const { found } = await confirm(
    (asked) => {
      if (asked.kind !== "search" || asked.filter.includes("sAMAccountName")) return undefined;
      if (asked.filter.includes("OU=Groups")) return {};
      const pages: Record<string, Answer> = {
        "": { cookie: "one" },
        one: { entries: [group("Web")], cookie: "two" },
        two: { cookie: "three" },
        three: { entries: [group("Staff")] },
      };
      return pages[asked.cookie] ?? {};
    },
    { groupStyle: "in_chain" },
  );

  assert.deepEqual(groupsIn(found), ["web", "staff"]);
});

for (const [what, answer] of [
  ["sizeLimitExceeded", { code: 4, entries: [group("Web")] }],
  ["timeLimitExceeded", { code: 3 }],
  ["busy", { code: 51 }],
  ["no answer", null],
] as const)
  test(`groups are not known after ${what}, and the person signs in`, async () => {
    const { found } = await confirm(
      (asked) =>
        asked.kind === "search" && asked.filter.includes("1.2.840.113556.1.4.1941")
          ? (answer as Answer | null)
          : undefined,
      { groupStyle: "in_chain" },
    );

    assert.equal("groups" in found && found.groups, null);
  });
