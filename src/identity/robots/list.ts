import { db, type Prisma, type Tx } from "../../platform/db/client.ts";
import { fetchPage, type Page, type PageRequest, pastId } from "../../platform/db/keyset.ts";
import { NotFound } from "../../platform/errors.ts";
import { type Actor, actorFields } from "../actor/actor.ts";
import { managerFields } from "../actor/robot-managers.ts";

/** What pages, API and policy need to know about a robot. */
export const shown = {
  ...actorFields,
  createdAt: true,
  disabledAt: true,
  robotTeamId: true,
  robotTeam: { select: { name: true, ...managerFields.robotTeam.select } },
  memberships: { select: { teamId: true, role: true } },
  _count: { select: { applicationTokens: true } },
} satisfies Prisma.UserSelect;

export type Robot = Prisma.UserGetPayload<{ select: typeof shown }>;

/** The robots that the actor manages, newest first. */
export async function listRobots(actor: Actor, request: PageRequest): Promise<Page<Robot>> {
  return fetchPage(request, {
    size: 50,
    find: (at, take) =>
      db.user.findMany({
        where: { AND: [managedByActor(actor), pastId(at)] },
        select: shown,
        orderBy: { id: at.newer ? "asc" : "desc" },
        take,
      }),
    position: ({ createdAt, id }) => ({ at: createdAt, id }),
  });
}

/** The source of an API list: the robots that the actor manages. */
export function robotListing(actor: Actor, order: "asc" | "desc") {
  const where = managedByActor(actor);
  return {
    count: () => db.user.count({ where }),
    ids: (window: { skip: number; take: number }) =>
      db.user.findMany({ where, ...window, orderBy: { id: order }, select: { id: true } }),
    rows: (ids: number[]) => db.user.findMany({ where: { id: { in: ids } }, select: shown }),
  };
}

/** A robot that the actor manages. */
export async function findRobot(actor: Actor, id: number, tx: Tx = db): Promise<Robot> {
  const where = { id, AND: managedByActor(actor) };
  const robot = await tx.user.findFirst({ where, select: shown });
  if (!robot) throw new NotFound("robot");
  return robot;
}

/** The teams for which the actor may create robots. */
export async function teamsForRobots({ id, admin }: Actor): Promise<string[]> {
  const owner = { memberships: { some: { userId: id, role: "owner" as const } } };
  const where = { hidden: false, ...(admin ? {} : owner) };
  const teams = await db.team.findMany({
    where,
    select: { name: true },
    orderBy: { name: "asc" },
    take: 500,
  });
  return teams.map(({ name }) => name);
}

function managedByActor({ id, admin, robot }: Actor): Prisma.UserWhereInput {
  if (admin) return { robot: true };
  if (robot) return { id: { in: [] } };
  return { robot: true, robotTeam: { memberships: { some: { userId: id, role: "owner" } } } };
}
