import type { Account } from "./policy.ts";

/** The columns needed to tell who manages an account. */
export const managerFields = {
  robotTeam: {
    select: { memberships: { where: { role: "owner" }, select: { userId: true } } },
  },
} as const;

interface Loaded {
  id: number;
  robot: boolean;
  robotTeam: { memberships: { userId: number }[] } | null;
}

/** Converts a loaded account to the form the policy uses. */
export function managedBy({ id, robot, robotTeam }: Loaded): Account {
  return { id, robot, managers: robotTeam?.memberships.map(({ userId }) => userId) ?? [] };
}
