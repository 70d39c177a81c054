import { recordAll } from "../../history/record.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { type Role, transaction } from "../../platform/db/client.ts";
import { ensureCanManageMembers } from "./members.ts";
import { refuseRobotOwner } from "./owners.ts";
import { lockTeam } from "./teams.ts";

export interface NewMember {
  user: { id: number; username: string; robot: boolean };
  role: Role;
}

/** Adds many members with a number of statements that does not depend on how many they are. Members stay as they are. */
export async function addMembers(
  audit: ActorAudit,
  teamId: number,
  members: readonly NewMember[],
): Promise<void> {
  for (const { user, role } of members) refuseRobotOwner(user, role);
  await transaction(async (tx) => {
    const team = await lockTeam(tx, audit.actor, teamId);
    ensureCanManageMembers(audit.actor, team);
    const data = members.map(({ user, role }) => ({ teamId, userId: user.id, role }));
    const added = await tx.membership.createManyAndReturn({ data, skipDuplicates: true });
    const names = new Map(members.map(({ user }) => [user.id, user.username]));
    const entries = added.map(({ userId, role }) => ({
      key: "team.add_member" as const,
      subject: team.name,
      teamId,
      details: { member: names.get(userId) ?? "", role },
    }));
    await recordAll(
      tx,
      entries.map((entry) => ({ audit, entry })),
    );
  });
}
