import assert from "node:assert/strict";
import { before, test } from "node:test";
import { findRobot } from "../../../src/identity/robots/find.ts";
import { listRobots } from "../../../src/identity/robots/list.ts";
import { changeRobotRole, createRobot, deleteRobot } from "../../../src/identity/robots/robots.ts";
import { authenticateCredentials } from "../../../src/identity/sign-in/credentials.ts";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import { db, type Team, transaction, type User } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { findTeam } from "../../../src/tenancy/teams/find.ts";
import { addMember } from "../../../src/tenancy/teams/members.ts";
import { client } from "../../protocol/token/token-client.ts";
import { browser, useApp } from "../../support/app.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
  password,
  unique,
} from "../../support/data/factories.ts";
import { until } from "../../support/waiting.ts";

const app = await useApp();
const docker = client(app);
const from = { address: "192.0.2.1" };
let owner: User;
let admin: User;
let contributor: User;
let team: Team;

before(async () => {
  await ensureKeys();
  await makeRegistry();
  [owner, contributor] = [await makeUser(), await makeUser()];
  admin = await makeUser({ admin: true });
  team = await makeTeam({ owners: [owner], contributors: [contributor] }, { name: "Web Team" });
  await makeNamespace({ name: "web", team });
});

const wanted = (given = {}) => ({
  team: team.name,
  name: unique("bot"),
  role: "contributor" as const,
  days: "" as const,
  ...given,
});

test("a robot's role can be changed while the robot is added to its team: neither deadlocks", async () => {
  const { robot } = await createRobot(by(owner), wanted());
  const found = await findTeam(actorOf(owner), team.id);

  for (let round = 0; round < 20; round += 1) {
    await db.membership.deleteMany({ where: { userId: robot.id } });
    const [added, changed] = await Promise.allSettled([
      addMember(by(owner), found, { user: robot.username, role: "viewer" }),
      changeRobotRole(by(owner), robot.id, "contributor"),
    ]);
    assert.equal(changed.status, "fulfilled");
    if (added.status === "rejected") assert.match(String(added.reason), /already a member/);
  }
});

test("FIELD 17: an owner who is being removed creates no robot afterwards", async () => {
  const leaving = await makeUser();
  const shared = await makeTeam({ owners: [owner, leaving] });
  let creating: Promise<unknown> = Promise.resolve();

  await transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM teams WHERE id = ${shared.id} FOR UPDATE`;
    await tx.membership.deleteMany({ where: { teamId: shared.id, userId: leaving.id } });
    creating = createRobot(by(leaving), wanted({ team: shared.name }));
    creating.catch(() => {}); // checked below
    await until(someoneWaitsForATeam, "the creation waits");
  }, 60_000);

  await assert.rejects(creating, /You own no team with this name/);
  assert.equal(await db.user.count({ where: { robotTeamId: shared.id } }), 0);
});

async function someoneWaitsForATeam(): Promise<boolean> {
  const waiting = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return waiting.length > 0;
}

test("USR-010: an owner makes a robot of the team: no namespace, no password, one token shown once", async () => {
  const { robot, secret } = await createRobot(by(owner), wanted({ name: "build" }));

  assert.equal(robot.username, "web-team+build");
  const row = await db.user.findUniqueOrThrow({
    where: { id: robot.id },
    include: { namespaces: true, applicationTokens: true },
  });
  assert.deepEqual([row.robot, row.passwordHash, row.namespaces], [true, null, []]);
  assert.deepEqual(
    row.applicationTokens.map(({ name }) => name),
    ["default"],
  );
  const known = await authenticateCredentials({ username: robot.username, secret }, from);
  assert.equal(known?.actor.id, robot.id);
});

test("a robot does in its team's namespaces what its role says, and something else after a change", async () => {
  const { robot, secret } = await createRobot(by(owner), wanted());
  const granted = () => docker.access("repository:web/app:*", robot, secret);
  assert.deepEqual((await granted())?.[0]?.actions, ["pull", "push"]);

  await changeRobotRole(by(owner), robot.id, "viewer");

  assert.deepEqual((await granted())?.[0]?.actions, ["pull"]);
});

test("a robot does not sign in on the pages, not even with its token", async () => {
  const { robot, secret } = await createRobot(by(owner), wanted());
  const visitor = browser(app);
  await visitor.get("/sign-in");

  const answer = await visitor.post("/sign-in", { username: robot.username, password: secret });

  assert.equal(answer.status, 422);
});

test("no person can sign up under a robot's name, and a robot's name grants nothing", async () => {
  const visitor = browser(app);
  await visitor.get("/sign-up");
  const username = "web-team+mine";
  const answer = await visitor.post("/sign-up", { username, email: "a@example.org", password });
  assert.equal(answer.status, 422);

  const pretender = await makeUser({ username, robot: true });
  const { secret } = await createToken(by(admin), pretender.id, {
    name: "x",
    expiresAt: null,
  });

  assert.deepEqual(await docker.access("repository:web/app:pull", pretender, secret), []);
});

test("neither contributors nor strangers create a team's robots", async () => {
  for (const user of [contributor, await makeUser()])
    await assert.rejects(createRobot(by(user), wanted()), { name: "Invalid" });
});

test("an owner creates no robot without a team", async () => {
  await assert.rejects(createRobot(by(owner), wanted({ team: "" })), { name: "Forbidden" });
});

for (const [title, given, name] of [
  ["for a team", {}, /^web-team\+bot/],
  ["without a team", { team: "" }, /^admin\+bot/],
] as const)
  test(`an admin creates a robot ${title}`, async () => {
    const { robot } = await createRobot(by(admin), wanted(given));

    assert.match(robot.username, name);
  });

test("a robot neither manages nor creates robots, whatever its role", async () => {
  const { robot } = await createRobot(by(owner), wanted());
  await db.membership.update({
    where: { teamId_userId: { teamId: team.id, userId: robot.id } },
    data: { role: "owner" },
  });

  await assert.rejects(createRobot(by(robot), wanted()), { name: "Invalid" });
  await assert.rejects(findRobot(robot, robot.id), { name: "NotFound" });
});

test("a former owner of a team no longer manages its robots", async () => {
  const former = await makeUser();
  const { id: teamId, name } = await makeTeam({ owners: [former] });
  const { robot } = await createRobot(by(former), wanted({ team: name }));
  await db.membership.deleteMany({ where: { teamId, userId: former.id } });

  await assert.rejects(findRobot(actorOf(former), robot.id), { name: "NotFound" });
  const token = { name: "late", expiresAt: null };
  await assert.rejects(createToken(by(former), robot.id, token), { name: "Forbidden" });
  assert.deepEqual((await listRobots(actorOf(former), {})).rows, []);
});

test("a deleted robot's tokens open nothing, and its name stays in history", async () => {
  const { robot, secret } = await createRobot(by(owner), wanted());

  await deleteRobot(by(owner), robot.id);

  assert.equal(await authenticateCredentials({ username: robot.username, secret }, from), null);
  const lines = await db.activity.findMany({ where: { subject: robot.username } });
  assert.deepEqual(lines.map(({ key }) => key).sort(), ["robot.create", "robot.delete"]);
});

test("deleting a team deletes its robots", async () => {
  const leaving = await makeTeam({ owners: [owner] });
  const { robot, secret } = await createRobot(by(owner), wanted({ team: leaving.name }));

  await db.team.delete({ where: { id: leaving.id } });

  assert.equal(await db.user.findUnique({ where: { id: robot.id } }), null);
  assert.equal((await docker.get([], robot, `${secret}`)).status, 401);
});
