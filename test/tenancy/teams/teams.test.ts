import assert from "node:assert/strict";
import { test } from "node:test";
import { db, type Team, type User } from "../../../src/platform/db/client.ts";
import { createTeam } from "../../../src/tenancy/teams/teams.ts";
import { actorOf, by, makeUser, unique } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const membership = (team: Team, user: User) =>
  db.membership.findUniqueOrThrow({
    where: { teamId_userId: { teamId: team.id, userId: user.id } },
  });

test("the person who creates a team owns it, and the creation is recorded", async () => {
  const kim = await makeUser();

  const team = await createTeam(by(kim), { name: unique("new"), description: "" });

  assert.equal((await membership(team, kim)).role, "owner");
  const line = await db.activity.findFirstOrThrow({ where: { teamId: team.id } });
  assert.deepEqual([line.key, line.actorName], ["team.create", kim.username]);
});

test("an admin creates a team for someone else, who owns it", async () => {
  const [admin, kim] = [await makeUser({ admin: true }), await makeUser()];

  const team = await createTeam(by(admin), { name: unique("new"), description: "" }, kim.id);

  assert.equal((await membership(team, kim)).role, "owner");
});

test("people create no team for someone else", async () => {
  const [kim, lee] = [await makeUser(), await makeUser()];

  const refused = createTeam(by(lee), { name: unique("new"), description: "" }, kim.id);

  await assert.rejects(refused, { name: "Forbidden" });
});

test("of two teams that take the same name at once, one gets it", async () => {
  const [kim, lee] = [actorOf(await makeUser()), actorOf(await makeUser())];
  const input = { name: unique("same"), description: "" };

  const outcomes = await Promise.allSettled([
    createTeam(by(kim), input),
    createTeam(by(lee), input),
  ]);

  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  assert.equal(refused.length, 1);
  assert.match(String(refused[0]?.reason), /Another team has this name/);
});
