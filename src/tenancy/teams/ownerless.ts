import { db } from "../../platform/db/client.ts";

const maxTeams = 100;

/** The first teams without an owner who can sign in. Robots can't manage members. */
export function ownerlessTeams(): Promise<{ id: number; name: string }[]> {
  const owner = { role: "owner", user: { disabledAt: null, robot: false } } as const;
  return db.team.findMany({
    where: { hidden: false, memberships: { none: owner } },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
    take: maxTeams,
  });
}
