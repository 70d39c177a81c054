import { type Actor, actorFields } from "../../identity/actor/actor.ts";
import { db, type Membership, type Role, type Tx } from "../../platform/db/client.ts";
import { Invalid, Outdated } from "../../platform/errors.ts";
import { canBeDemoted, possibleRoles } from "./policy.ts";

export type Member = Membership & { user: Actor & { disabledAt: Date | null } };

export const withUser = { user: { select: { ...actorFields, disabledAt: true } } } as const;

/** Checks that a change of a member is possible, before asking to confirm it. */
export async function ensureChangeAllowed(member: Member, role: Role | null): Promise<void> {
  if (role === member.role) return;
  if (role !== null) {
    refuseRobotOwner(member.user, role);
    refuseDemotion(member);
  }
  await ensureNotLastOwner(db, member);
}

/** Refuses a change that somebody decided when the member had another role. */
export function refuseOutdated(
  { user, role }: { user: { username: string }; role: Role },
  was: Role | undefined,
): void {
  if (was === undefined || was === role) return;
  throw new Outdated(
    `The role of ${user.username} is ${role} now. It was ${was} when the page was made.`,
  );
}

export function refuseDemotion(member: Member): void {
  if (!canBeDemoted(member))
    // SUSE Portus's words, which clients match.
    throw new Invalid({ role: "User cannot be demoted because it's a Portus admin" });
}

/** A team must keep an owner who can sign in and is not a robot. */
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
  // SUSE Portus's words, which clients match.
  if (others === 0) throw new Invalid({ role: "Cannot remove the only owner of the team" });
}

export function refuseRobotOwner(user: { robot: boolean }, role: Role): void {
  if (!possibleRoles(user).includes(role))
    throw new Invalid({ role: "A robot can't own a team. Make it a viewer or contributor." });
}
