import type { Tx } from "../../platform/db/client.ts";
import { plural } from "../../platform/plural.ts";

const maxTeams = 200;
const maxNamed = 20;

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

/** What a confirmation page says of these teams: a sentence, and their names if there are several. */
export function ownerlessWarning(teams: string[]): { warning?: string; named?: string[] } {
  const [first, ...rest] = teams;
  if (first === undefined) return {};
  const lack = "will have no active owner. An admin must choose a new one";
  if (rest.length === 0) return { warning: `The team ${first} ${lack}.` };
  return { warning: `${plural(teams.length, "team")} ${lack} for each:`, named: teams };
}

/** A sentence that names the teams without an active owner; empty if there are none. */
export function ownerlessNotice(teams: string[]): string {
  const [first, ...rest] = teams;
  if (first === undefined) return "";
  if (rest.length === 0)
    return `The team ${first} has no active owner now. An admin must choose a new one.`;
  const named = teams.slice(0, maxNamed).join(", ");
  const more = teams.length > maxNamed ? ` and ${teams.length - maxNamed} more` : "";
  return `These teams have no active owner now: ${named}${more}. An admin must choose a new one for each.`;
}
