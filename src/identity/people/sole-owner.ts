import type { Tx } from "../../platform/db/client.ts";

const maxTeams = 200;

/** The names of the teams whose only active owner is this person. Disabled accounts and robots do not count. */
export async function soleOwnedTeams(from: Pick<Tx, "team">, userId: number): Promise<string[]> {
  const others = { userId: { not: userId }, user: { disabledAt: null, robot: false } };
  const teams = await from.team.findMany({
    where: {
      hidden: false,
      memberships: { some: { userId, role: "owner" }, none: { role: "owner", ...others } },
    },
    select: { name: true },
    orderBy: { name: "asc" },
    take: maxTeams,
  });
  return teams.map(({ name }) => name);
}

/** Locks the teams that a person owns, as a change of their members does, so that two owners can't go at once. */
export async function lockOwnedTeams(tx: Tx, userId: number): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM teams WHERE NOT hidden
      AND id IN (SELECT team_id FROM memberships WHERE user_id = ${userId} AND role = 'owner')
    ORDER BY id FOR UPDATE`;
}
