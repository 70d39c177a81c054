import { db } from "../../platform/db/client.ts";
import { fetchPage, type Page, type PageRequest, pastId } from "../../platform/db/keyset.ts";
import type { Actor } from "../actor/actor.ts";
import { managedByActor, type Robot, shown, withTokens } from "./find.ts";

/** The robots that the actor manages, newest first. */
export async function listRobots(actor: Actor, request: PageRequest): Promise<Page<Robot>> {
  return fetchPage(request, {
    size: 50,
    find: async (at, take) =>
      withTokens(
        await db.user.findMany({
          where: { AND: [managedByActor(actor), pastId(at)] },
          select: shown,
          orderBy: { id: at.newer ? "asc" : "desc" },
          take,
        }),
      ),
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
    rows: async (ids: number[]) =>
      withTokens(await db.user.findMany({ where: { id: { in: ids } }, select: shown })),
  };
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
