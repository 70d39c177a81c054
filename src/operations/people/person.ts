import { type Actor, actorFields } from "../../identity/actor/actor.ts";
import { canManageRobot } from "../../identity/actor/policy.ts";
import { managedBy, managerFields } from "../../identity/actor/robot-managers.ts";
import { db, type Prisma } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { namespacesVisibleTo } from "../../tenancy/policy/visible.ts";
import { canSeePerson } from "../../tenancy/policy/visible-people.ts";
import { teamsVisibleTo } from "../../tenancy/teams/find.ts";

const max = 100; // teams or namespaces on the page

const shown = {
  ...actorFields,
  createdAt: true,
  disabledAt: true,
  currentSignInAt: true,
  lastSignInAt: true,
  robotTeam: { select: { id: true, name: true, ...managerFields.robotTeam.select } },
} satisfies Prisma.UserSelect;

export type Person = Prisma.UserGetPayload<{ select: typeof shown }>;

/** The account with this user name in lower case, if the viewer may see it. */
export async function findPerson(viewer: Actor, name: string): Promise<Person> {
  const person = await db.user.findUnique({ where: { username: name }, select: shown });
  if (!person || !(await canSeePerson(viewer, person))) throw new NotFound("person");
  return person;
}

/** The teams of a person that the viewer may see, with the person's role, by name. */
export async function teamsOf(viewer: Actor, { id: userId }: Person) {
  return db.membership.findMany({
    where: { userId, team: teamsVisibleTo(viewer) },
    select: { role: true, createdAt: true, team: { select: { id: true, name: true } } },
    orderBy: { team: { name: "asc" } },
    take: max,
  });
}

/**
 * The person's own namespaces that the viewer may see, and those of the given teams, by name. Namespaces of other teams
 * are left out, even if the viewer may see them: who is in these teams is not for everyone.
 */
export async function namespacesOf(
  viewer: Actor,
  { id }: Person,
  teams: readonly { id: number }[],
) {
  const own = { ownerId: id, AND: await namespacesVisibleTo(viewer) };
  return db.namespace.findMany({
    where: { OR: [own, { teamId: { in: teams.map((team) => team.id) } }] },
    select: {
      id: true,
      name: true,
      visibility: true,
      ownerId: true,
      registry: { select: { hostname: true } },
      team: { select: { id: true, name: true } },
    },
    orderBy: { name: "asc" },
    take: max,
  });
}

/** Who manages a robot, in words, and whether the viewer may; null for people. */
export async function managerOf(viewer: Actor, person: Person) {
  const { robot, robotTeam } = person;
  if (!robot) return null;
  const canManage = canManageRobot(viewer, managedBy(person));
  if (!robotTeam) return { canManage, words: "the admins" };
  const seen = await db.team.count({ where: { id: robotTeam.id, ...teamsVisibleTo(viewer) } });
  return {
    canManage,
    words: seen ? `the owners of the team ${robotTeam.name}` : "the owners of its team",
  };
}
