import { db, type Prisma, type Tx } from "../../platform/db/client.ts";
import { withCounts } from "../../platform/db/counts.ts";
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
} satisfies Prisma.UserSelect;

export type Robot = Prisma.UserGetPayload<{ select: typeof shown }> & { tokensCount: number };

/** Finds only robots that the actor manages. */
export async function findRobot(actor: Actor, id: number, tx: Tx = db): Promise<Robot> {
  const where = { id, AND: managedByActor(actor) };
  const [robot] = await withTokens(await tx.user.findMany({ where, select: shown, take: 1 }), tx);
  if (!robot) throw new NotFound("robot");
  return robot;
}

export function managedByActor({ id, admin, robot }: Actor): Prisma.UserWhereInput {
  if (admin) return { robot: true };
  if (robot) return { id: { in: [] } };
  return { robot: true, robotTeam: { memberships: { some: { userId: id, role: "owner" } } } };
}

/** Adds the number of tokens to the rows of a list. */
export const withTokens = <R extends { id: number }>(rows: readonly R[], tx: Tx = db) =>
  withCounts(rows, { tokensCount: "application_tokens.user_id" }, tx);
