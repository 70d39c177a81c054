import type { Actor } from "../accounts/current.ts";
import { db } from "../db/client.ts";
import { ensureManages } from "./members.ts";
import type { FoundTeam } from "./visible.ts";

/** Who could be added to a team, by the beginning of their name. For its owners: nobody else learns who is here. */
export async function suggestMembers(actor: Actor, team: FoundTeam, q: string) {
  ensureManages(actor, team);
  const typed = q.toLowerCase().replace(/[\\%_]/g, "\\$&");
  return db.user.findMany({
    where: {
      username: { startsWith: typed },
      disabledAt: null,
      memberships: { none: { teamId: team.id } },
    },
    select: { username: true, displayName: true },
    orderBy: { username: "asc" },
    take: 10,
  });
}
