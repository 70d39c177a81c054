import type { Actor } from "../../identity/actor/actor.ts";
import { db, type Prisma } from "../../platform/db/client.ts";
import { escapeLike } from "../../platform/db/text.ts";
import type { FoundTeam } from "./find.ts";
import { ensureCanManageMembers } from "./members.ts";

/** Users who could be added to a team, by the beginning of their name. Only for its owners: others must not list users. */
export async function suggestMembers(actor: Actor, team: FoundTeam, q: string) {
  ensureCanManageMembers(actor, team);
  return suggestPeople(q, { memberships: { none: { teamId: team.id } } });
}

/** The first users who match a condition and whose name begins with the text. Callers ensure that the actor may see them. */
export async function suggestPeople(q: string, where: Prisma.UserWhereInput) {
  const typed = escapeLike(q.toLowerCase());
  return db.user.findMany({
    where: { AND: [where, { username: { startsWith: typed }, disabledAt: null }] },
    select: { username: true, displayName: true },
    orderBy: { username: "asc" },
    take: 10,
  });
}
