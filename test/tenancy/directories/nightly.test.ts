import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { LdapSettings } from "../../../src/identity/providers/ldap/settings.ts";
import { authenticatePassword } from "../../../src/identity/sign-in/credentials.ts";
import { accessChanged, db } from "../../../src/platform/db/client.ts";
import { askAll } from "../../../src/tenancy/directories/nightly.ts";
import { makeTeam } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";
import { groupsBase, peopleBase, startDirectory } from "../../support/directory.ts";
import { changeDirectory, useDirectory } from "../../support/directory-app.ts";
import { type Answer, scriptedDirectory } from "../../support/fakes/scripted-directory.ts";

await useDatabase();
const slapd = await startDirectory();
const settings = slapd.settings({ timeoutSeconds: 1 });
const provider = await useDirectory(settings);
const team = await makeTeam();
await db.groupMapping.create({
  data: { providerId: provider.id, group: "web", teamId: team.id, role: "contributor" },
});

const names = ["mara", "jonas", "olga"];
const passwordOf = (name: string) => `the password of ${name}`;
for (const name of names) await slapd.addPerson(name, passwordOf(name));
await slapd.addGroup(
  "web",
  names.map((name) => `uid=${name},${peopleBase}`),
);
beforeEach(async () => {
  accessChanged();
  for (const name of names) await signIn(name);
});

const signIn = (username: string) =>
  authenticatePassword({ username, secret: passwordOf(username) }, { address: "10.8.0.1" });

/** The people who have access, and those who have the role that the group gives. */
async function state() {
  const users = await db.user.findMany({
    where: { identities: { some: {} } },
    select: {
      username: true,
      disabledAt: true,
      suspension: true,
      memberships: { where: { teamId: team.id } },
    },
    orderBy: { id: "asc" },
  });
  return users.map((it) =>
    [it.username, it.suspension, it.memberships.length > 0 && "web"].filter(Boolean).join(" "),
  );
}

const all = ["mara web", "jonas web", "olga web"];

test("who is gone or disabled there is suspended, and a sign-in wakes them", async () => {
  await slapd.remove(`uid=jonas,${peopleBase}`);
  await slapd.change(`uid=olga,${peopleBase}`, "objectClass", ["inetOrgPerson", "windowsObject"]);
  await slapd.change(`uid=olga,${peopleBase}`, "userAccountControl", ["514"]);

  assert.deepEqual(await askAll(), { "Example directory": { asked: 3, found: 2, suspended: 1 } });
  assert.deepEqual(await state(), ["mara web", "jonas gone web", "olga disabled_there web"]);
  assert.equal(await signIn("jonas"), null);

  await slapd.change(`uid=olga,${peopleBase}`, "userAccountControl", ["512"]);
  accessChanged();
  assert.equal((await signIn("olga"))?.actor.username, "olga");
  await slapd.addPerson("jonas", passwordOf("jonas")); // another entry, so another person
  accessChanged();
  assert.equal((await signIn("jonas"))?.actor.username, "jonas0");
  await db.user.deleteMany({ where: { username: "jonas" } });
  await db.user.update({ where: { username: "jonas0" }, data: { username: "jonas" } });
});

test("who left a group loses its role, and who is renamed keeps everything", async () => {
  await slapd.change(`cn=web,${groupsBase}`, "member", [`uid=mara,${peopleBase}`]);
  await slapd.rename(`uid=mara,${peopleBase}`, `uid=mara.new,${peopleBase}`);
  await slapd.change(`cn=web,${groupsBase}`, "member", [`uid=mara.new,${peopleBase}`]);

  await askAll();
  assert.deepEqual((await state()).sort(), ["jonas", "mara web", "olga"]);

  await slapd.rename(`uid=mara.new,${peopleBase}`, `uid=mara,${peopleBase}`);
  await slapd.change(
    `cn=web,${groupsBase}`,
    "member",
    names.map((name) => `uid=${name},${peopleBase}`),
  );
  await askAll();
  assert.deepEqual((await state()).sort(), [...all].sort());
});

const wrongSettings: [string, Partial<LdapSettings>][] = [
  ["a base that does not exist", { base: `ou=none,${peopleBase}` }],
  ["a base in which nobody is", { base: groupsBase }],
  ["a filter that matches nobody", { filter: "(uid=nobody)" }],
  ["a bind that is refused", { bindDn: "cn=nobody,dc=example,dc=org" }],
  ["an anonymous bind, which sees nothing", { bindDn: null }],
  ["a key that nobody has", { key: "objectGUID" }],
  ["servers that do not answer", { servers: ["127.0.0.1:1"] }],
];
for (const [what, change] of wrongSettings)
  test(`after ${what}, nobody is suspended and no role is removed`, async () => {
    await changeDirectory(provider, slapd.settings({ timeoutSeconds: 1, ...change }));

    await assert.rejects(askAll(), { name: "DirectoryFailure" });
    assert.deepEqual((await state()).sort(), [...all].sort());
    await changeDirectory(provider, settings);
  });

test("during an outage nobody is suspended", async () => {
  await slapd.stop();
  await assert.rejects(askAll(), { name: "DirectoryFailure" });
  assert.deepEqual((await state()).sort(), [...all].sort());
  await slapd.restart();
  await new Promise((resolve) => setTimeout(resolve, 3_100));
});

const identity = await db.externalIdentity.findFirst({ where: { label: "mara" } });
const entry = {
  dn: `uid=mara,${peopleBase}`,
  values: { entryUUID: [identity?.subject ?? ""], uid: ["mara"] },
};
const partial: [string, Answer | null][] = [
  ["sizeLimitExceeded", { code: 4, entries: [entry] }],
  ["timeLimitExceeded", { code: 3, entries: [entry] }],
  ["adminLimitExceeded", { code: 11, entries: [entry] }],
  ["busy", { code: 51, entries: [entry] }],
  ["no end", null],
];
for (const [what, answer] of partial)
  test(`after a part of the answer and ${what}, nobody is suspended`, async () => {
    const script = await scriptedDirectory((asked) => (asked.kind === "bind" ? {} : answer));
    const { port } = script;
    await changeDirectory(
      provider,
      slapd.settings({ timeoutSeconds: 1, port, encryption: "none" }),
    );

    await assert.rejects(askAll(), { name: "DirectoryFailure" });
    assert.deepEqual((await state()).sort(), [...all].sort());
    await changeDirectory(provider, settings);
  });

test("the settings work again after all of this", async () => {
  assert.deepEqual(await askAll(), { "Example directory": { asked: 3, found: 3, suspended: 0 } });
});
