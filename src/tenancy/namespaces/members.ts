import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { type Action, allActions, canSeeMembers, judge } from "../policy/policy.ts";
import { listMembers } from "../teams/members.ts";
import type { Member } from "../teams/owners.ts";
import { canManageMembers } from "../teams/policy.ts";
import type { FoundNamespace } from "./find.ts";

const maxGuests = 100;

/** A member of a namespace's team, and what they may do in the namespace. */
export interface NamespaceMember extends Member {
  may: Record<Action, boolean>;
}

/** The members of a namespace that fit on a page, owners first; none if the actor may not see them. */
export async function membersOf(
  actor: Actor,
  namespace: FoundNamespace,
  { q = "" } = {},
): Promise<NamespaceMember[]> {
  if (!canSeeMembers(actor, namespace)) return [];
  const members = await listMembers({ id: namespace.teamId }, { q });
  return members.map((member) => ({ ...member, may: rightsOf(member, namespace) }));
}

/** The people who were given a role in one of its repositories, the newest first. */
export async function guestsOf(actor: Actor, namespace: FoundNamespace) {
  if (!canSeeMembers(actor, namespace)) return [];
  return db.repositoryMembership.findMany({
    where: { repository: { namespaceId: namespace.id } },
    select: {
      id: true,
      role: true,
      user: { select: { username: true } },
      repository: {
        select: {
          fullName: true,
          namespace: { select: { registry: { select: { hostname: true } } } },
        },
      },
    },
    orderBy: { id: "desc" },
    take: maxGuests,
  });
}

/** Whether the page offers to add members: they join the team, which personal and global namespaces hide. */
export function canAddMembers(actor: Actor, { team, members }: FoundNamespace): boolean {
  return canManageMembers(actor, { hidden: team.hidden, members });
}

/** How many namespaces a new member of the team gets rights in. */
export async function countNamespacesOf({ id: teamId }: { id: number }): Promise<number> {
  return db.namespace.count({ where: { teamId } });
}

function rightsOf({ user }: Member, namespace: FoundNamespace): Record<Action, boolean> {
  const may = (action: Action) =>
    user.disabledAt === null && judge(user, namespace, action, config.rules).allowed;
  const [pull, push, remove] = allActions.map(may);
  return { pull: pull ?? false, push: push ?? false, delete: remove ?? false };
}
