import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import { operator } from "../../../src/identity/actor/system-actors.ts";
import { db, type Role, type Team } from "../../../src/platform/db/client.ts";
import { teamsVisibleTo, teamVisibleTo } from "../../../src/tenancy/teams/find.ts";
import { canSeeAllTeams } from "../../../src/tenancy/teams/policy.ts";
import { actorOf, makeTeam, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

// One database with every combination of a team that is hidden or not, a role in it, and a kind of account. The pure rule
// and both of its forms in queries must give the same set.

await useDatabase();

const roles: (Role | null)[] = [null, "viewer", "contributor", "owner"];
const kinds = { person: {}, robot: { robot: true }, admin: { admin: true } };

const actors = new Map<string, Actor>([["the operator", operator]]);
const teams: { team: Team; members: number[] }[] = []; // ids of users

before(async () => {
  for (const [kind, account] of Object.entries(kinds)) {
    const user = await makeUser(account);
    actors.set(kind, actorOf(user));
    for (const hidden of [false, true])
      for (const role of roles) {
        const team = await makeTeam(role ? { [`${role}s`]: [user] } : {}, { hidden });
        teams.push({ team, members: role ? [user.id] : [] });
      }
  }
});

const canSee = (actor: Actor, { team, members }: (typeof teams)[number]) =>
  !team.hidden && (canSeeAllTeams(actor) || members.includes(actor.id));

test("queries find exactly the teams that an actor may see, in SQL and in Prisma", async () => {
  const counts = new Set<number>();
  for (const [name, actor] of actors) {
    const sql = await db.$queryRaw<{ id: number }[]>`
      SELECT id FROM teams WHERE ${teamVisibleTo(actor)} ORDER BY id`;
    const prisma = await db.team.findMany({
      where: teamsVisibleTo(actor),
      select: { id: true },
      orderBy: { id: "asc" },
    });

    const expected = teams.filter((it) => canSee(actor, it)).map(({ team }) => ({ id: team.id }));
    assert.deepEqual(sql, expected, name);
    assert.deepEqual(prisma, sql, name);
    counts.add(sql.length);
  }
  assert.deepEqual([...counts].sort(), [12, 3], "members see three teams, admins all twelve");
});
