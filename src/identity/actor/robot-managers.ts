import type { Account } from "./policy.ts";

/** What has to be loaded of an account to say who looks after it. */
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

/** An account as its policy wants it. */
export function managedBy({ id, robot, robotTeam }: Loaded): Account {
  return { id, robot, managers: robotTeam?.memberships.map(({ userId }) => userId) ?? [] };
}
