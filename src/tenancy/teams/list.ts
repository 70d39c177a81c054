import type { Actor } from "../../identity/actor/actor.ts";
import { db, type Prisma } from "../../platform/db/client.ts";
import { withCounts } from "../../platform/db/counts.ts";
import {
  fetchSorted,
  type SortColumn,
  type SortedPage,
  type SortQuery,
} from "../../platform/db/sorted.ts";
import { escapeLike } from "../../platform/db/text.ts";
import { type FoundTeam, ofMember, teamsVisibleTo } from "./find.ts";
import { presentTeam } from "./present.ts";

const listed = {
  id: true,
  name: true,
  createdAt: true,
  memberships: { select: { userId: true, role: true }, take: 0 },
} satisfies Prisma.TeamSelect;

export type ListedTeam = Prisma.TeamGetPayload<{ select: typeof listed }> & {
  membersCount: number;
  namespacesCount: number;
};

export interface TeamFilters {
  q: string;
  mine?: unknown;
}

type Row = Prisma.TeamGetPayload<{ select: typeof listed }>;

const teamColumns = {
  created: { field: "createdAt", kind: "time", usual: "desc" },
  name: { field: "name", kind: "text", usual: "asc" },
} as const satisfies Record<string, SortColumn<Row>>;

/** The teams that an actor may see, with the actor's own membership if any. `query` says in which order. */
export async function visibleTeams(
  actor: Actor,
  { q, mine }: TeamFilters,
  query: SortQuery,
): Promise<SortedPage<ListedTeam>> {
  const narrowed: Prisma.TeamWhereInput[] = [teamsVisibleTo(actor)];
  if (mine) narrowed.push(ofMember(actor));
  if (q) narrowed.push({ name: { contains: escapeLike(q), mode: "insensitive" } });
  const own = { where: { userId: actor.id }, select: { userId: true, role: true } };

  const page = await fetchSorted<Row>(teamColumns, query, {
    size: 50,
    find: ({ where, orderBy, take }) =>
      db.team.findMany({
        where: { AND: [...narrowed, where] },
        select: { ...listed, memberships: own },
        orderBy,
        take,
      }),
    count: (take) => db.team.count({ where: { AND: narrowed }, take }),
  });
  const counts = {
    membersCount: "memberships.team_id",
    namespacesCount: "namespaces.team_id",
  } as const;
  return { ...page, rows: await withCounts(page.rows, counts) };
}

/** The source of an API list: the teams that the actor may see. */
export function teamListing(actor: Actor, orderBy: Prisma.TeamOrderByWithRelationInput[]) {
  const where = teamsVisibleTo(actor);
  return {
    count: () => db.team.count({ where }),
    ids: (window: { skip: number; take: number }) =>
      db.team.findMany({ where, ...window, orderBy, select: { id: true } }),
    rows: (ids: number[]) => db.team.findMany({ where: { id: { in: ids } } }),
    present: presentTeam,
  };
}

/** A team's namespaces, by name; everyone who sees the team sees all of them. */
export async function namespacesOf(team: FoundTeam) {
  const found = await db.namespace.findMany({
    where: { teamId: team.id },
    select: { id: true, name: true, visibility: true, registry: { select: { hostname: true } } },
    orderBy: { name: "asc" },
    take: 200,
  });
  return withCounts(found, { repositoriesCount: "repositories.namespace_id" });
}
