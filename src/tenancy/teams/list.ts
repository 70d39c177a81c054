import type { Actor } from "../../identity/actor/actor.ts";
import { db, type Prisma, type Team, type Tx } from "../../platform/db/client.ts";
import {
  fetchPage,
  nearestFirst,
  type Page,
  type PageRequest,
  past,
} from "../../platform/db/keyset.ts";
import { escapeLike } from "../../platform/db/text.ts";
import { NotFound } from "../../platform/errors.ts";
import type { GuardedTeam } from "./policy.ts";
import { presentTeam } from "./present.ts";

const members = { memberships: { select: { userId: true, role: true } } } as const;

export type FoundTeam = Team & GuardedTeam;

/** The teams that an actor may see: their own; for admins all but hidden ones. */
export function teamsVisibleTo(actor: Actor): Prisma.TeamWhereInput {
  return actor.admin ? { hidden: false } : { hidden: false, ...ofMember(actor) };
}

/** A team that the actor may see, with what its policy needs. */
export async function findTeam(actor: Actor, id: number, tx: Tx = db): Promise<FoundTeam> {
  return guarded(
    await tx.team.findFirst({ where: { id, ...teamsVisibleTo(actor) }, include: members }),
  );
}

export async function findTeamByName(actor: Actor, name: string, tx: Tx = db): Promise<FoundTeam> {
  return guarded(
    await tx.team.findFirst({ where: { name, ...teamsVisibleTo(actor) }, include: members }),
  );
}

/**
 * Locks a team for a change: two owners who demote each other at once must not both succeed.
 * The team and the actor's role in it are read after the lock is held.
 */
export async function lockTeam(tx: Tx, actor: Actor, id: number): Promise<FoundTeam> {
  await tx.$queryRaw`SELECT id FROM teams WHERE id = ${id} FOR UPDATE`;
  return findTeam(actor, id, tx);
}

/** The hidden team behind a personal or the global namespace. It is never listed; its owners own the namespace. */
export async function createHiddenTeam(tx: Tx, name: string, ownerIds: number[]): Promise<Team> {
  const memberships = { create: ownerIds.map((userId) => ({ userId, role: "owner" as const })) };
  return tx.team.create({ data: { name, hidden: true, memberships } });
}

const listed = {
  id: true,
  name: true,
  createdAt: true,
  memberships: { select: { userId: true, role: true }, take: 0 },
  _count: { select: { memberships: true, namespaces: true } },
} satisfies Prisma.TeamSelect;

export type ListedTeam = Prisma.TeamGetPayload<{ select: typeof listed }>;

export interface TeamFilters {
  q: string;
  mine?: unknown;
}

/** The teams that an actor may see, newest first, with the actor's own membership if any. */
export async function visibleTeams(
  actor: Actor,
  { q, mine }: TeamFilters,
  request: PageRequest,
): Promise<Page<ListedTeam>> {
  const narrowed: Prisma.TeamWhereInput[] = [teamsVisibleTo(actor)];
  if (mine) narrowed.push(ofMember(actor));
  if (q) narrowed.push({ name: { contains: escapeLike(q), mode: "insensitive" } });
  const own = { where: { userId: actor.id }, select: { userId: true, role: true } };

  return fetchPage(request, {
    size: 50,
    find: (at, take) =>
      db.team.findMany({
        where: { AND: narrowed, ...past(at, "createdAt") },
        select: { ...listed, memberships: own },
        orderBy: nearestFirst(at, "createdAt"),
        take,
      }),
    position: ({ createdAt, id }) => ({ at: createdAt, id }),
  });
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
  return db.namespace.findMany({
    where: { teamId: team.id },
    select: {
      id: true,
      name: true,
      visibility: true,
      registry: { select: { hostname: true } },
      _count: { select: { repositories: true } },
    },
    orderBy: { name: "asc" },
    take: 200,
  });
}

function ofMember({ id }: Actor) {
  return { memberships: { some: { userId: id } } };
}

function guarded(found: (Team & { memberships: FoundTeam["members"] }) | null): FoundTeam {
  if (!found) throw new NotFound("team");
  const { memberships, ...team } = found;
  return { ...team, members: memberships };
}
