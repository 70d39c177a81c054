import { type Actor, actorFields } from "../../../identity/actor/actor.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import {
  db,
  type Prisma,
  type Role,
  type Tx,
  uniqueViolation,
} from "../../../platform/db/client.ts";
import { Invalid, NotFound } from "../../../platform/errors.ts";
import { refuseOutdated } from "../../../tenancy/teams/owners.ts";
import { possibleRoles } from "../../../tenancy/teams/policy.ts";
import type { MemberInput, RoleChange } from "../../../tenancy/teams/schemas.ts";
import { suggestPeople } from "../../../tenancy/teams/suggestions.ts";
import { changeAccess, ensureCanManage, recordChange } from "../change.ts";
import type { FoundRepository } from "../find.ts";

const withUser = { user: { select: actorFields } } as const;

export type RepositoryMember = Prisma.RepositoryMembershipGetPayload<{ include: typeof withUser }>;

/** The members of a repository. Only its managers may list them. */
export async function repositoryMembers(
  actor: Actor,
  repository: FoundRepository,
): Promise<RepositoryMember[]> {
  ensureCanManage(actor, repository);
  return db.repositoryMembership.findMany({
    where: { repositoryId: repository.id },
    include: withUser,
    orderBy: [{ role: "desc" }, { user: { username: "asc" } }],
  });
}

/** Gives a user a role in this repository, in addition to what the namespace's team gives them. */
export async function addRepositoryMember(
  audit: ActorAudit,
  { id }: FoundRepository,
  input: MemberInput,
): Promise<RepositoryMember> {
  return changeAccess(audit.actor, id, async (tx, repository) => {
    const user = await findMemberCandidate(input, tx);
    const data = { repositoryId: repository.id, userId: user.id, role: input.role };
    const member = await tx.repositoryMembership
      .create({ data, include: withUser })
      .catch(alreadyMember);
    await recordChange(tx, audit, repository, {
      verb: "add_member",
      details: auditDetails(member),
    });
    return member;
  });
}

export async function changeRepositoryRole(
  audit: ActorAudit,
  { id }: FoundRepository,
  { memberId, role, was }: RoleChange & { memberId: number },
): Promise<void> {
  await changeAccess(audit.actor, id, async (tx, repository) => {
    const before = await findRepositoryMember(repository, memberId, tx);
    if (before.role === role) return;
    refuseOutdated(before, was);
    ensureCanHaveRole(before.user, role);

    const where = { id: memberId };
    const member = await tx.repositoryMembership.update({
      where,
      data: { role },
      include: withUser,
    });
    await recordChange(tx, audit, repository, {
      verb: "change_member_role",
      details: { ...auditDetails(member), old: before.role },
    });
  });
}

export async function removeRepositoryMember(
  audit: ActorAudit,
  { id }: FoundRepository,
  memberId: number,
): Promise<void> {
  await changeAccess(audit.actor, id, async (tx, repository) => {
    const member = await findRepositoryMember(repository, memberId, tx);
    await tx.repositoryMembership.delete({ where: { id: memberId } });
    await recordChange(tx, audit, repository, {
      verb: "remove_member",
      details: auditDetails(member),
    });
  });
}

/** People who have no role in the repository yet, by the beginning of their name. Only managers may ask: others must not list users. */
export async function suggestRepositoryMembers(
  actor: Actor,
  repository: FoundRepository,
  q: string,
) {
  ensureCanManage(actor, repository);
  return suggestPeople(q, { repositoryMemberships: { none: { repositoryId: repository.id } } });
}

/** The user who would get the role; throws Invalid if there is none or they cannot have it. */
export async function findMemberCandidate({ user: username, role }: MemberInput, tx: Tx = db) {
  const user = await tx.user.findUnique({
    where: { username, disabledAt: null },
    select: actorFields,
  });
  if (!user) throw new Invalid({ user: "No active user has this name. Check the spelling." });
  ensureCanHaveRole(user, role);
  return user;
}

export async function findRepositoryMember(
  { id: repositoryId }: FoundRepository,
  id: number,
  tx: Tx = db,
) {
  const where = { id, repositoryId };
  const found = await tx.repositoryMembership.findFirst({ where, include: withUser });
  if (!found) throw new NotFound("member of this repository");
  return found;
}

export function ensureCanHaveRole(user: { robot: boolean }, role: Role): void {
  if (!possibleRoles(user).includes(role))
    throw new Invalid({ role: "A robot can't be an owner. Make it a viewer or contributor." });
}

function alreadyMember(error: unknown): never {
  throw uniqueViolation(error)
    ? new Invalid({
        user: "They already have a role in this repository. Change it in the list above.",
      })
    : error;
}

function auditDetails({ user, role }: RepositoryMember) {
  return { member: user.username, role };
}
