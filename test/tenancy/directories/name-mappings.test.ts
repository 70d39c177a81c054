import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticatePassword } from "../../../src/identity/sign-in/credentials.ts";
import { accessChanged, db } from "../../../src/platform/db/client.ts";
import { askAll } from "../../../src/tenancy/directories/nightly.ts";
import { applyChangedMappings } from "../../../src/tenancy/external-sign-in/mappings.ts";
import { useApp } from "../../support/app.ts";
import { makeTeam, makeUser, password } from "../../support/data/factories.ts";
import { peopleBase, startDirectory } from "../../support/directory.ts";
import { changeDirectory, useDirectory } from "../../support/directory-app.ts";

const app = await useApp();
const slapd = await startDirectory();
const settings = slapd.settings({ defaultRole: "contributor" });
const mara = await slapd.addPerson("mara", "the password of mara");
await slapd.addPerson("jonas", "the password of jonas");
const owner = await makeUser();
const team = await makeTeam({ owners: [owner] }, { name: "Backend" });
await slapd.addGroup("backend", [mara, `uid=jonas,${peopleBase}`]);

const check = async (id: number, by: { username: string }, secret = password) =>
  (
    await fetch(`${app.url}/api/v1/teams/${id}/ldap_check`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${by.username}:${secret}`)}` },
    })
  ).status;
const signIn = (username: string) =>
  authenticatePassword(
    { username, secret: `the password of ${username}` },
    { address: "10.7.0.1" },
  );

async function members(of = team) {
  await applyChangedMappings();
  const found = await db.membership.findMany({
    where: { teamId: of.id },
    select: { role: true, user: { select: { username: true } } },
    orderBy: { id: "asc" },
  });
  return found
    .filter(({ user }) => user.username !== owner.username)
    .map(({ role, user }) => `${user.username} ${role}`);
}

test("without a directory there is no check to switch off", async () => {
  assert.equal(await check(team.id, owner), 405);
});

test("members of a group join the team that has its name, in the default role, and leave it with the group", async () => {
  const provider = await useDirectory(settings);
  await signIn("mara");
  await signIn("jonas");
  assert.deepEqual(await members(), ["mara contributor", "jonas contributor"]);

  await slapd.change(`cn=backend,ou=groups,dc=example,dc=org`, "member", [mara]);
  await askAll();
  assert.deepEqual(await members(), ["mara contributor"]);
  await changeDirectory(provider, slapd.settings({ defaultRole: "viewer" }));
  await askAll();
  assert.deepEqual(await members(), ["mara viewer"]);
});

test("a team that gets the name later takes the members at night, and one that loses it loses them", async () => {
  const later = await makeTeam({}, { name: "later" });
  await slapd.addGroup("named", [mara]);
  await askAll();
  await db.team.update({ where: { id: later.id }, data: { name: "NAMED" } });
  await askAll();
  assert.deepEqual(await members(later), ["mara viewer"]);

  await db.team.update({ where: { id: later.id }, data: { name: "renamed" } });
  await askAll();
  assert.deepEqual(await members(later), []);
});

test("a hidden team, such as that of a personal namespace, takes nobody", async () => {
  const hidden = await makeTeam({}, { name: "secret", hidden: true });
  await slapd.addGroup("secret", [mara]);
  await askAll();
  assert.deepEqual(await members(hidden), []);
});

test("an owner of the team switches it off, and its members stay", async () => {
  const stranger = await makeUser();
  accessChanged();
  assert.equal(await check(team.id, stranger), 404);
  assert.equal(await check(team.id, { username: "mara" }, "the password of mara"), 403);
  assert.equal(await check(team.id, owner), 200);

  assert.deepEqual(await members(), ["mara viewer"]);
  await slapd.change(`cn=backend,ou=groups,dc=example,dc=org`, "member", [
    `uid=jonas,${peopleBase}`,
  ]);
  await askAll();
  assert.deepEqual(await members(), ["mara viewer"]);
});
