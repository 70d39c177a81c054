import type { Kept } from "./policy.ts";

/** What has to be loaded of an account to say who looks after it. */
export const keeperFields = {
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
export function keptBy({ id, robot, robotTeam }: Loaded): Kept {
  return { id, robot, keepers: robotTeam?.memberships.map(({ userId }) => userId) ?? [] };
}
