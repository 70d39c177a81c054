import assert from "node:assert/strict";
import { test } from "node:test";
import { db, type Team } from "../../../src/platform/db/client.ts";
import { disconnect } from "../../../src/tenancy/external-sign-in/connections.ts";
import {
  addMapping,
  applyChangedMappings,
  listMappings,
  removeMapping,
} from "../../../src/tenancy/external-sign-in/mappings.ts";
import { signInExternally } from "../../../src/tenancy/external-sign-in/sign-in.ts";
import { findTeam } from "../../../src/tenancy/teams/find.ts";
import { addMember, changeRole, removeMember } from "../../../src/tenancy/teams/members.ts";
import { by, makeTeam, makeUser } from "../../support/data/factories.ts";
import { externalPerson, makeProvider, mapGroup } from "../../support/data/providers.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const from = { address: "192.0.2.1" };
const roleIn = async ({ id: teamId }: Team, { id: userId }: { id: number }) =>
  (await db.membership.findUnique({ where: { teamId_userId: { teamId, userId } } }))?.role ?? null;

async function setUp() {
  const provider = await makeProvider();
  const team = await makeTeam({ owners: [await makeUser()] });
  await mapGroup(provider, "developers", { team, role: "contributor" });
  await mapGroup(provider, "readers", { team, role: "viewer" });
  const person = externalPerson();
  const signIn = (groups: string[] | null) =>
    signInExternally(provider, { ...person, groups }, from);
  return { provider, team, signIn };
}

test("groups give the highest of their roles, and take it away when they end", async () => {
  const { team, signIn } = await setUp();
  const steps: [string[] | null, string | null][] = [
    [["readers", "developers", "others"], "contributor"],
    [["readers"], "viewer"],
    [null, "viewer"], // not sent is not gone
    [[], null],
    [["Developers"], null],
    [["developers"], "contributor"],
  ];
  for (const [groups, role] of steps) {
    const actor = await signIn(groups);
    assert.equal(await roleIn(team, actor), role, `${groups}`);
  }
});

test("a role that somebody gave stays when groups end, and groups raise it meanwhile", async () => {
  const { team, signIn } = await setUp();
  const actor = await signIn([]);
  const admin = by(await makeUser({ admin: true }));
  const found = () => findTeam(admin.actor, team.id);
  const { id } = await addMember(admin, await found(), { user: actor.username, role: "viewer" });

  await signIn(["developers"]);
  assert.equal(await roleIn(team, actor), "contributor");

  await changeRole(admin, await found(), { memberId: id, role: "owner" });
  assert.equal(await roleIn(team, actor), "owner");
  await signIn([]);
  assert.equal(await roleIn(team, actor), "owner");
});

test("nobody lowers or removes by hand what groups give", async () => {
  const { team, signIn } = await setUp();
  const actor = await signIn(["developers"]);
  const admin = by(await makeUser({ admin: true }));
  const found = await findTeam(admin.actor, team.id);
  const where = { teamId_userId: { teamId: team.id, userId: actor.id } };
  const { id: memberId } = await db.membership.findUniqueOrThrow({ where });

  await assert.rejects(changeRole(admin, found, { memberId, role: "viewer" }), /Their groups/);
  await assert.rejects(removeMember(admin, found, memberId), /Their groups/);
  assert.equal(await roleIn(team, actor), "contributor");
});

test("two providers give roles independently", async () => {
  const { team, signIn, provider } = await setUp();
  const second = await makeProvider();
  await mapGroup(second, "staff", { team, role: "owner" });
  const actor = await signIn(["readers"]);
  const other = await db.externalIdentity.create({
    data: { providerId: second.id, subject: "second", userId: actor.id, label: "second" },
  });

  const person = externalPerson({ subject: "second", groups: ["staff"] });
  assert.equal((await signInExternally(second, person, from)).id, actor.id);
  assert.equal(await roleIn(team, actor), "owner");

  await disconnect(by(await makeUser({ admin: true })), actor.id, other.id);
  assert.equal(await roleIn(team, actor), "viewer", `by ${provider.name}`);
});

test("a group makes admins and ends it; admins made by an admin stay", async () => {
  const provider = await makeProvider();
  await mapGroup(provider, "root", "admin");
  await makeUser({ admin: true });
  const person = externalPerson();
  const signIn = (groups: string[] | null) =>
    signInExternally(provider, { ...person, groups }, from);

  assert.equal((await signIn(["root"])).admin, true);
  assert.equal((await signIn(null)).admin, true);
  const { id, admin } = await signIn([]);
  assert.equal(admin, false);

  await db.user.update({ where: { id }, data: { admin: true } });
  await signIn(["root"]);
  assert.equal((await signIn([])).admin, true);
});

test("the last owner of a team goes with their group", async () => {
  const provider = await makeProvider();
  const team = await makeTeam({});
  await mapGroup(provider, "owners", { team, role: "owner" });
  const person = externalPerson();
  const actor = await signInExternally(provider, { ...person, groups: ["owners"] }, from);

  await signInExternally(provider, { ...person, groups: [] }, from);

  assert.equal(await roleIn(team, actor), null);
});

test("twenty sign-ins at once make one account and one membership", async () => {
  const { team, signIn } = await setUp();

  const actors = await Promise.all(Array.from({ length: 20 }, () => signIn(["developers"])));

  assert.equal(new Set(actors.map(({ id }) => id)).size, 1);
  assert.equal(await db.membership.count({ where: { teamId: team.id, role: "contributor" } }), 1);
});

test("roles follow changed mappings without a sign-in, within one run of the job", async () => {
  const { provider, team, signIn } = await setUp();
  const actor = await signIn(["readers", "testers"]);
  const admin = by(await makeUser({ admin: true }));
  const target = { team: team.name, role: "owner" } as const;
  await addMapping(admin, provider, { group: "testers", target });
  await assert.rejects(addMapping(admin, provider, { group: "testers", target }), /already/);

  assert.equal(await applyChangedMappings(), 1);
  assert.equal(await roleIn(team, actor), "owner");
  assert.equal(await applyChangedMappings(), 0);

  for (const { id } of await listMappings(provider.id)) await removeMapping(admin, provider, id);
  await applyChangedMappings();
  assert.equal(await roleIn(team, actor), null);
});
