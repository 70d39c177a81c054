import { db } from "../../platform/db/client.ts";
import {
  fetchSorted,
  type SortColumn,
  type SortedPage,
  type SortQuery,
} from "../../platform/db/sorted.ts";
import { escapeLike } from "../../platform/db/text.ts";
import type { Actor } from "../actor/actor.ts";
import { managedByActor, type Robot, shown, withTokens } from "./find.ts";

const robotColumns = {
  created: { field: "id", kind: "id", usual: "desc" },
  name: { field: "username", kind: "text", usual: "asc" },
} as const satisfies Record<string, SortColumn<Robot>>;

/** The robots that the actor manages and whose name contains a text. `query` says in which order. */
export async function listRobots(
  actor: Actor,
  query: SortQuery,
  q = "",
): Promise<SortedPage<Robot>> {
  const named = q ? { username: { contains: escapeLike(q.toLowerCase()) } } : {};
  const matching = { AND: [managedByActor(actor), named] };
  return fetchSorted<Robot>(robotColumns, query, {
    size: 50,
    find: async ({ where, orderBy, take }) =>
      withTokens(
        await db.user.findMany({
          where: { AND: [matching, where] },
          select: shown,
          orderBy,
          take,
        }),
      ),
    count: (take) => db.user.count({ where: matching, take }),
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
