import assert from "node:assert/strict";
import { test } from "node:test";
import { demote, promote } from "../../../src/identity/people/admins.ts";
import { db, type Team, type User } from "../../../src/platform/db/client.ts";
import { findTeam } from "../../../src/tenancy/teams/find.ts";
import { visibleTeams } from "../../../src/tenancy/teams/list.ts";
import { addMember, changeRole, removeMember } from "../../../src/tenancy/teams/members.ts";
import { suggestMembers } from "../../../src/tenancy/teams/suggestions.ts";
import { updateTeam } from "../../../src/tenancy/teams/teams.ts";
import { actorOf, by, makeTeam, makeUser, unique } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const membership = (team: Team, user: User) =>
  db.membership.findUniqueOrThrow({
    where: { teamId_userId: { teamId: team.id, userId: user.id } },
  });
const owners = (team: Team) => db.membership.count({ where: { teamId: team.id, role: "owner" } });

async function found(user: User, team: Team) {
  return findTeam(actorOf(user), team.id);
}

test("TEA-003: strangers do not see a team", async () => {
  const [owner, stranger] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner] });

  await assert.rejects(found(stranger, team), { name: "NotFound" });
});

test("TEA-003: a viewer adds nobody to a team", async () => {
  const [owner, viewer, stranger] = [await makeUser(), await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner], viewers: [viewer] });
  const input = { user: stranger.username, role: "owner" as const };

  const adding = addMember(by(viewer), await found(viewer, team), input);

  await assert.rejects(adding, { name: "Forbidden" });
  assert.equal(await db.membership.count({ where: { teamId: team.id } }), 2);
});

for (const how of ["demoted", "removed"] as const)
  test(`TEA-004: the only owner can't be ${how}`, async () => {
    const owner = await makeUser();
    const team = await makeTeam({ owners: [owner], viewers: [await makeUser()] });
    const { id: memberId } = await membership(team, owner);
    const it = await found(owner, team);

    const change =
      how === "removed"
        ? removeMember(by(owner), it, memberId)
        : changeRole(by(owner), it, { memberId, role: "viewer" });

    await assert.rejects(change, /Cannot remove the only owner of the team/);
  });

test("a disabled owner does not count as an owner of the team", async () => {
  const owner = await makeUser();
  const gone = await makeUser({ disabledAt: new Date() });
  const team = await makeTeam({ owners: [owner, gone] });

  const leaving = removeMember(
    by(owner),
    await found(owner, team),
    (await membership(team, owner)).id,
  );

  await assert.rejects(leaving, /only owner/);
});

test("FIELD 17: of two owners who demote each other at once, one stays an owner", async () => {
  const [ada, bea] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [ada, bea] });
  const [adas, beas] = [await membership(team, ada), await membership(team, bea)];
  const it = await found(ada, team);

  const outcomes = await Promise.allSettled([
    changeRole(by(ada), it, { memberId: beas.id, role: "viewer" }),
    changeRole(by(bea), it, { memberId: adas.id, role: "viewer" }),
  ]);

  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal(await owners(team), 1);
});

test("FIELD 17: of the last two owners who leave at once, one stays", async () => {
  const [ada, bea] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [ada, bea] });
  const [adas, beas] = [await membership(team, ada), await membership(team, bea)];
  const it = await found(ada, team);

  const outcomes = await Promise.allSettled([
    removeMember(by(ada), it, adas.id),
    removeMember(by(bea), it, beas.id),
  ]);

  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal(await owners(team), 1);
});

test("TEA-005: an admin who is added as a viewer becomes an owner", async () => {
  const [owner, admin] = [await makeUser(), await makeUser({ admin: true })];
  const it = await found(owner, await makeTeam({ owners: [owner] }));

  const added = await addMember(by(owner), it, { user: admin.username, role: "viewer" });

  assert.equal(added.role, "owner");
});

test("TEA-005: an admin who owns a team can't be demoted", async () => {
  const [owner, admin] = [await makeUser(), await makeUser({ admin: true })];
  const team = await makeTeam({ owners: [owner, admin] });
  const { id: memberId } = await membership(team, admin);

  const change = changeRole(by(owner), await found(owner, team), { memberId, role: "viewer" });

  await assert.rejects(change, /User cannot be demoted because it's a Portus admin/);
});

test("members may leave", async () => {
  const [owner, viewer] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner], viewers: [viewer] });
  const { id } = await membership(team, viewer);

  await removeMember(by(viewer), await found(viewer, team), id);

  assert.equal(await db.membership.count({ where: { teamId: team.id } }), 1);
});

test("members of other teams cannot be removed", async () => {
  const [owner, viewer] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner], viewers: [viewer] });
  const other = await makeTeam({ owners: [owner] });
  const { id } = await membership(team, viewer);

  const elsewhere = removeMember(by(owner), await found(owner, other), id);

  await assert.rejects(elsewhere, { name: "NotFound" });
  assert.equal(await db.membership.count({ where: { teamId: team.id } }), 2);
});

test("disabled, unknown and present people cannot be added", async () => {
  const owner = await makeUser();
  const gone = await makeUser({ disabledAt: new Date() });
  const it = await found(owner, await makeTeam({ owners: [owner] }));
  const role = "viewer";

  for (const user of [gone.username, "nobody-of-this-name"])
    await assert.rejects(addMember(by(owner), it, { user, role }), /No active user/);
  await assert.rejects(
    addMember(by(owner), it, { user: owner.username, role }),
    /already a member of this team/,
  );
});

test("only owners get suggestions, without members and disabled people", async () => {
  const stem = unique("sugg");
  const owner = await makeUser({ username: `${stem}-owner` });
  const viewer = await makeUser({ username: `${stem}-viewer` });
  await makeUser({ username: `${stem}-gone`, disabledAt: new Date() });
  await makeUser({ username: `${stem}-free` });
  const team = await makeTeam({ owners: [owner], viewers: [viewer] });

  const names = await suggestMembers(actorOf(owner), await found(owner, team), stem);

  assert.deepEqual(
    names.map(({ username }) => username),
    [`${stem}-free`],
  );
  const asking = suggestMembers(actorOf(viewer), await found(viewer, team), stem);
  await assert.rejects(asking, { name: "Forbidden" });
});

test("TEA-002: hidden teams are in no list and have no page, not even for admins and their owners", async () => {
  const admin = await makeUser({ admin: true });
  const team = await makeTeam({ owners: [admin] }, { hidden: true, name: unique("hidden") });

  await assert.rejects(found(admin, team), { name: "NotFound" });
  const page = await visibleTeams(actorOf(admin), { q: team.name }, {});
  assert.deepEqual(page.rows, []);
});

test("an owner renames the team; history keeps both names", async () => {
  const owner = await makeUser();
  const team = await makeTeam({ owners: [owner] });
  const name = unique("renamed");

  await updateTeam(by(owner), await found(owner, team), { name, description: "Ours." });

  const lines = await db.activity.findMany({ where: { teamId: team.id }, orderBy: { id: "asc" } });
  assert.deepEqual(
    lines.map(({ key }) => key),
    ["team.change_team_name", "team.change_team_description"],
  );
  assert.deepEqual(lines[0]?.details, { old: team.name, new: name });
});

test("TEA-005: a new admin keeps their role, owns the teams they are added to, and has the old role when demoted", async () => {
  const admin = await makeUser({ admin: true });
  const [owner, vera] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner], viewers: [vera] });

  await promote(by(admin), vera.id);
  const promoted = await db.user.findUniqueOrThrow({ where: { id: vera.id } });
  const guest = await makeUser();
  await addMember(by(promoted), await found(promoted, team), {
    user: guest.username,
    role: "viewer",
  });
  assert.equal((await membership(team, vera)).role, "viewer");
  await demote(by(admin), vera.id);

  assert.equal((await membership(team, vera)).role, "viewer");
  const adding = addMember(by(vera), await found(vera, team), {
    user: (await makeUser()).username,
    role: "viewer",
  });
  await assert.rejects(adding, { name: "Forbidden" });
});
