import assert from "node:assert/strict";
import { before, test } from "node:test";
import { listDeletions } from "../../../../src/lifecycle/deletion/list/list.ts";
import { findPlan } from "../../../../src/lifecycle/deletion/plan/find.ts";
import { planTeam } from "../../../../src/lifecycle/deletion/plan/targets.ts";
import { restore } from "../../../../src/lifecycle/deletion/restore/start.ts";
import { executePlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { db, type User } from "../../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../../src/registry/signing/keys.ts";
import { findTeam } from "../../../../src/tenancy/teams/find.ts";
import { actorOf, by, makeTeam, makeUser } from "../../../support/data/factories.ts";
import { makeApplicationToken } from "../../../support/data/two-teams.ts";
import { useDatabase } from "../../../support/database.ts";

await useDatabase();
before(ensureKeys);
const { deleteTeam, namespaceInUse } = await import("./namespace-in-use.ts");

test("a restored team has its members, its namespaces and its robots with their tokens", async () => {
  const { owner, team, namespace, references } = await namespaceInUse();
  const robot = await makeUser({ robot: true, robotTeamId: team.id });
  await db.membership.create({ data: { teamId: team.id, userId: robot.id, role: "contributor" } });
  const { token } = await makeApplicationToken(robot);
  const plan = await deleteTeam(owner, team);
  assert.equal(await db.user.count({ where: { id: robot.id } }), 0);
  assert.deepEqual(references(), []);

  await restore(by(owner), plan);

  assert.equal(await db.membership.count({ where: { teamId: team.id } }), 2);
  assert.equal(await db.namespace.count({ where: { id: namespace.id, teamId: team.id } }), 1);
  const restored = await db.applicationToken.findUniqueOrThrow({ where: { id: token.id } });
  assert.deepEqual([restored.userId, restored.hash], [robot.id, token.hash]);
  assert.equal(references().length, 3);
});

test("a row that is deleted for two reasons is counted, archived and restored once", async () => {
  const { owner, team, repository } = await namespaceInUse();
  const robot = await makeUser({ robot: true, robotTeamId: team.id });
  const more = await makeUser();
  for (const userId of [robot.id, more.id, (await makeUser()).id])
    await db.membership.create({ data: { teamId: team.id, userId, role: "contributor" } });
  await db.repositoryMembership.create({
    data: { repositoryId: repository.id, userId: robot.id, role: "owner" },
  });
  const actor = actorOf(owner);
  const { id } = await planTeam(by(actor), await findTeam(actor, team.id), undefined);
  const { contents } = await findPlan(actor, id);

  await executePlan(by(actor), id);
  const archived = await db.deletedRow.groupBy({
    by: ["relation"],
    where: { planId: id },
    _count: true,
  });
  await restore(by(actor), id);

  const { memberships, repository_memberships: roles, users } = contents.rows ?? {};
  assert.deepEqual([memberships, roles, users], [4, 2, 1]);
  const counts = new Map(archived.map((it) => [it.relation, it._count]));
  assert.deepEqual([counts.get("memberships"), counts.get("repository_memberships")], [4, 2]);
  assert.equal(await db.membership.count({ where: { teamId: team.id } }), 4);
  assert.equal(await db.repositoryMembership.count({ where: { userId: robot.id } }), 1);
});

test("a deleted team is visible only to its former owners", async () => {
  const { owner, guest, team } = await namespaceInUse();
  const plan = await deleteTeam(owner, team);
  const listed = async (user: User) =>
    (await listDeletions(actorOf(user), {}, {})).rows.some(({ id }) => id === plan);

  assert.equal(await listed(owner), true);
  assert.equal(await listed(guest), false);
  await assert.rejects(restore(by(guest), plan), { name: "NotFound" });
});

test("a team that transferred its namespaces is restored without them", async () => {
  const { owner, team, namespace, references } = await namespaceInUse();
  const receivingTeam = await makeTeam({ owners: [owner] });
  const plan = await deleteTeam(owner, team, receivingTeam.name);
  assert.equal(references().length, 3);

  await restore(by(owner), plan);

  assert.equal(await db.team.count({ where: { id: team.id } }), 1);
  assert.equal(
    await db.namespace.count({ where: { id: namespace.id, teamId: receivingTeam.id } }),
    1,
  );
});
