import type { Actor } from "../../identity/actor/actor.ts";
import { db, type Prisma } from "../../platform/db/client.ts";
import { ensureCanManageMembers } from "./members.ts";
import type { FoundTeam } from "./visible.ts";

/** Who could be added to a team, by the beginning of their name. For its owners: nobody else learns who is here. */
export async function suggestMembers(actor: Actor, team: FoundTeam, q: string) {
  ensureCanManageMembers(actor, team);
  return suggestPeople(q, { memberships: { none: { teamId: team.id } } });
}

/** The first people whose name begins so, of those that something is true of. */
export async function suggestPeople(q: string, where: Prisma.UserWhereInput) {
  const typed = q.toLowerCase().replace(/[\\%_]/g, "\\$&");
  return db.user.findMany({
    where: { AND: [where, { username: { startsWith: typed }, disabledAt: null }] },
    select: { username: true, displayName: true },
    orderBy: { username: "asc" },
    take: 10,
  });
}
