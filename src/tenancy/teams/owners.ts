import { type Actor, actorFields } from "../../identity/actor/actor.ts";
import { db, type Membership, type Role, type Tx } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";

/** Somebody in a team, with what is to be known of the person. */
export type Member = Membership & { user: Actor & { disabledAt: Date | null } };

export const withUser = { user: { select: { ...actorFields, disabledAt: true } } } as const;

/** What must not happen to a member, said before anybody is asked to confirm it. */
export async function ensureChangeAllowed(member: Member, role: Role | null): Promise<void> {
  if (role === member.role) return;
  if (role !== null) refuseDemotion(member);
  await ensureNotLastOwner(db, member);
}

/** Admins may do everything anyway; a lesser role would only deceive (TEA-005). */
export function refuseDemotion({ user, role }: Member): void {
  if (user.admin && role === "owner")
    throw new Invalid({ role: "User cannot be demoted because it's a Portus admin" });
}

/** Somebody who can sign in and is no robot must be left to look after the team (TEA-004). */
export async function ensureNotLastOwner(tx: Tx, member: Member): Promise<void> {
  if (member.role !== "owner") return;
  const others = await tx.membership.count({
    where: {
      teamId: member.teamId,
      role: "owner",
      id: { not: member.id },
      user: { disabledAt: null, robot: false },
    },
  });
  if (others === 0) throw new Invalid({ role: "Cannot remove the only owner of the team" });
}

/** Robots push and pull; they run no teams. */
export function refuseRobotOwner(user: { robot: boolean }, role: Role): void {
  if (user.robot && role === "owner")
    throw new Invalid({ role: "A robot can't own a team. Make it a viewer or contributor." });
}
