import { db, type Prisma, type Tx } from "../../platform/db/client.ts";
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

/** Finds only robots that the actor manages. */
export async function findRobot(actor: Actor, id: number, tx: Tx = db): Promise<Robot> {
  const where = { id, AND: managedByActor(actor) };
  const robot = await tx.user.findFirst({ where, select: shown });
  if (!robot) throw new NotFound("robot");
  return robot;
}

export function managedByActor({ id, admin, robot }: Actor): Prisma.UserWhereInput {
  if (admin) return { robot: true };
  if (robot) return { id: { in: [] } };
  return { robot: true, robotTeam: { memberships: { some: { userId: id, role: "owner" } } } };
}
