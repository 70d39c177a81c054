import { record } from "../../history/record.ts";
import type { AuditKey } from "../../history/verbs.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import {
  db,
  type Prisma,
  type Role,
  type Tx,
  transaction,
  uniqueViolation,
} from "../../platform/db/client.ts";
import { escapeLike } from "../../platform/db/text.ts";
import { ensure, Invalid, NotFound } from "../../platform/errors.ts";
import type { FoundTeam } from "./find.ts";
import { settleRole } from "./mapped-roles.ts";
import {
  ensureNotLastOwner,
  type Member,
  refuseDemotion,
  refuseOutdated,
  refuseRobotOwner,
  withUser,
} from "./owners.ts";
import { canLeave, canManageMembers } from "./policy.ts";
import { presentMember, type ShownMember, shownMember } from "./present.ts";
import type { MemberInput, RoleChange } from "./schemas.ts";
import { lockTeam } from "./teams.ts";

const ownersFirst = [
  { role: "desc" },
  { user: { username: "asc" } },
] satisfies Prisma.MembershipOrderByWithRelationInput[];

const pageSize = 200;

/** The members of a team that fit on a page, owners first; with `q` only those whose user name begins so. */
export async function listMembers(team: { id: number }, { q = "" } = {}): Promise<Member[]> {
  const typed = escapeLike(q.toLowerCase());
  return db.membership.findMany({
    where: { teamId: team.id, ...(q && { user: { username: { startsWith: typed } } }) },
    include: withUser,
    orderBy: ownersFirst,
    take: pageSize,
  });
}

/** The source of an API list: the members of a team, owners first. */
export function memberListing(asker: Actor, { id: teamId, members }: FoundTeam) {
  const where = { teamId };
  return {
    count: async () => members.length,
    ids: (window: { skip: number; take: number }) =>
      db.membership.findMany({ where, ...window, orderBy: ownersFirst, select: { id: true } }),
    rows: (ids: number[]) => db.membership.findMany({ ...shownMember, where: { id: { in: ids } } }),
    present: (member: ShownMember) => presentMember(asker, member),
  };
}

export async function findPresentedMember(
  asker: Actor,
  { id: teamId }: FoundTeam,
  { id }: { id: number },
) {
  const member = await db.membership.findFirst({ where: { id, teamId }, ...shownMember });
  if (!member) throw new NotFound("member of this team");
  return presentMember(asker, member);
}

export async function findMember(team: FoundTeam, id: number, tx: Tx = db): Promise<Member> {
  const found = await tx.membership.findFirst({
    where: { id, teamId: team.id },
    include: withUser,
  });
  if (!found) throw new NotFound("member of this team");
  return found;
}

/** Adds a member. An admin is added as an owner, whatever role is asked for. */
export async function addMember(
  audit: ActorAudit,
  { id }: FoundTeam,
  input: MemberInput,
): Promise<Member> {
  return change(audit.actor, id, async (tx, team) => {
    ensureCanManageMembers(audit.actor, team);
    const user = await tx.user.findUnique({ where: { username: input.user, disabledAt: null } });
    if (!user) throw new Invalid({ user: "No active user has this name. Check the spelling." });

    const role = user.admin ? "owner" : input.role;
    refuseRobotOwner(user, role);
    const member = await tx.membership
      .create({ data: { teamId: id, userId: user.id, role }, include: withUser })
      .catch(memberAlready);
    await recordChange(tx, audit, { key: "team.add_member", team, member });
    return member;
  });
}

export async function changeRole(
  audit: ActorAudit,
  { id }: FoundTeam,
  { memberId, role, was }: RoleChange & { memberId: number },
): Promise<Member> {
  return change(audit.actor, id, async (tx, team) => {
    ensureCanManageMembers(audit.actor, team);
    const before = await findMember(team, memberId, tx);
    if (before.role === role) return before;
    refuseOutdated(before, was);
    refuseDemotion(before);
    refuseRobotOwner(before.user, role);
    await ensureNotLastOwner(tx, before);

    if ((await settleRole(tx, before, role)) !== role) throw new Invalid({ role: higherByGroups });
    const member = await findMember(team, memberId, tx);
    const { role: old } = before;
    await recordChange(tx, audit, { key: "team.change_member_role", team, member, old });
    return member;
  });
}

/** Removes a member from a team; removing oneself is leaving. */
export async function removeMember(
  audit: ActorAudit,
  { id }: FoundTeam,
  memberId: number,
): Promise<void> {
  await change(audit.actor, id, async (tx, team) => {
    const member = await findMember(team, memberId, tx);
    const leaving = member.userId === audit.actor.id && canLeave(audit.actor, team);
    if (!leaving) ensureCanManageMembers(audit.actor, team);
    await ensureNotLastOwner(tx, member);

    if (await settleRole(tx, member, null)) throw new Invalid({ role: higherByGroups });
    await recordChange(tx, audit, { key: "team.remove_member", team, member });
  });
}

export function ensureCanManageMembers(actor: Actor, team: FoundTeam): void {
  ensure(
    canManageMembers(actor, team),
    "Only the owners of this team and admins may change who is in it. Ask one of them.",
  );
}

const higherByGroups =
  "Their groups at a sign-in provider give them this role. Change their groups there, or what the groups give under Sign-in.";

function change<T>(
  actor: Actor,
  teamId: number,
  work: (tx: Tx, team: FoundTeam) => Promise<T>,
): Promise<T> {
  return transaction(async (tx) => work(tx, await lockTeam(tx, actor, teamId)));
}

async function recordChange(
  tx: Tx,
  audit: ActorAudit,
  { key, team, member, old }: { key: AuditKey; team: FoundTeam; member: Member; old?: Role },
): Promise<void> {
  const details = { member: member.user.username, role: member.role, ...(old && { old }) };
  await record(tx, audit, { key, subject: team.name, teamId: team.id, details });
}

function memberAlready(error: unknown): never {
  throw uniqueViolation(error)
    ? new Invalid({
        user: "They are already a member of this team. Change their role in the list above.",
      })
    : error;
}
