import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma, type Team, type Tx } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { canSeeAllTeams, type GuardedTeam } from "./policy.ts";

const members = { memberships: { select: { userId: true, role: true } } } as const;

export type FoundTeam = Team & GuardedTeam;

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

/** The teams that an actor may see: their own; for admins all but hidden ones. */
export function teamsVisibleTo(actor: Actor): Prisma.TeamWhereInput {
  return canSeeAllTeams(actor) ? { hidden: false } : { hidden: false, ...ofMember(actor) };
}

/** The same as teamsVisibleTo(), in SQL on rows `teams`. */
export function teamVisibleTo(actor: Actor): Prisma.Sql {
  if (canSeeAllTeams(actor)) return Prisma.sql`NOT teams.hidden`;
  return Prisma.sql`(NOT teams.hidden AND EXISTS (SELECT 1 FROM memberships
    WHERE memberships.team_id = teams.id AND memberships.user_id = ${actor.id}))`;
}

export function ofMember({ id }: Actor) {
  return { memberships: { some: { userId: id } } };
}

function guarded(found: (Team & { memberships: FoundTeam["members"] }) | null): FoundTeam {
  if (!found) throw new NotFound("team");
  const { memberships, ...team } = found;
  return { ...team, members: memberships };
}
