import type { Membership, Role, Tx } from "../../platform/db/client.ts";
import { memberRoles } from "./policy.ts";

// A role has two sources: somebody gave it, or groups at a sign-in provider do. The higher one counts.

type Place = Pick<Membership, "teamId" | "userId">;

/** The role that was given to a member, without what groups give. */
export function givenRole(member: Pick<Membership, "role" | "mapped" | "givenRole"> | null) {
  if (!member) return null;
  return member.mapped ? member.givenRole : member.role;
}

/** Makes a membership the higher of the role that was given and those of groups; ends it if there is none. */
export async function settleRole(
  tx: Tx,
  { teamId, userId }: Place,
  given: Role | null,
): Promise<Role | null> {
  const mapped = await tx.mappedRole.findMany({ where: { teamId, identity: { userId } } });
  const byGroups = highest(mapped.map(({ role }) => role));
  const role = highest([given, byGroups]);
  if (!role) await tx.membership.deleteMany({ where: { teamId, userId } });
  else {
    const data = { role, mapped: byGroups !== null, givenRole: byGroups ? given : null };
    const where = { teamId_userId: { teamId, userId } };
    await tx.membership.upsert({ where, create: { teamId, userId, ...data }, update: data });
  }
  return role;
}

/** The highest of some roles; null if there is none. */
export function highest(roles: readonly (Role | null)[]): Role | null {
  return memberRoles.findLast((role) => roles.includes(role)) ?? null;
}
