import type { Actor } from "../../identity/actor/actor.ts";
import { robotRoles } from "../../identity/robots/policy.ts";
import type { Rules } from "../../platform/config/config.ts";
import type { Role } from "../../platform/db/generated/enums.ts";
import { canDeleteAs, isOwner, roleOf } from "../policy/policy.ts";

export interface GuardedTeam {
  hidden: boolean;
  members: readonly { userId: number; role: Role }[];
}

/** Others see only the teams they are members of. */
export function canSeeAllTeams(actor: Actor): boolean {
  return actor.admin;
}

/** Robots pull and push; they can't own teams. */
export function canCreateTeam(actor: Actor, rules: Rules): boolean {
  return actor.admin || (rules.createTeam && !actor.robot);
}

/** Only admins may choose the owner of a new team; everyone else owns theirs. */
export function canCreateTeamFor(actor: Actor, owner: { id: number }): boolean {
  return actor.admin || actor.id === owner.id;
}

/** Name and description. Teams behind personal and global namespaces have neither. */
export function canEditTeam(actor: Actor, team: GuardedTeam, rules: Rules): boolean {
  return !team.hidden && (actor.admin || (rules.manageTeam && isOwner(actor, team)));
}

export function canManageMembers(actor: Actor, team: GuardedTeam): boolean {
  return !team.hidden && (actor.admin || isOwner(actor, team));
}

/** Names with a meaning of their own, such as `library` and `admin`, are for admins to give. */
export function canNameNamespace(actor: Actor, name: { special: boolean }): boolean {
  return actor.admin || !name.special;
}

type RoleHolder = { user: { admin: boolean }; role: Role };

/** Admins stay owners: they may do everything anyway, so a lesser role would be misleading. */
export function canBeDemoted({ user, role }: RoleHolder): boolean {
  return !(user.admin && role === "owner");
}

export const memberRoles = ["viewer", "contributor", "owner"] as const;

/** The roles that a member may get. */
export function possibleRoles({ robot }: { robot: boolean }): readonly Role[] {
  return robot ? robotRoles : memberRoles;
}

export function canChangeRole(actor: Actor, team: GuardedTeam, member: RoleHolder): boolean {
  return canManageMembers(actor, team) && canBeDemoted(member);
}

export function canLeave(actor: Actor, team: GuardedTeam): boolean {
  return !team.hidden && roleOf(actor, team) !== undefined;
}

/** Deleting a team deletes or transfers its namespaces, so it needs the right to delete their images. */
export function canDeleteTeam(actor: Actor, team: GuardedTeam, rules: Rules): boolean {
  if (team.hidden || !rules.deleteEnabled) return false;
  return actor.admin || canDeleteAs(roleOf(actor, team), rules);
}

/** Only people who could push to a team's namespaces may create them. */
export function canCreateNamespace(actor: Actor, team: GuardedTeam, rules: Rules): boolean {
  if (team.hidden) return false;
  if (actor.admin) return true;
  const role = roleOf(actor, team);
  return role !== undefined && creatorRoles(actor, rules).includes(role);
}

/** The roles in a team with which an actor who is no admin may create namespaces in it. */
export function creatorRoles({ robot }: Actor, { createNamespace, pushPolicy }: Rules): Role[] {
  const open = createNamespace && pushPolicy === "allow-teams" && !robot;
  return open ? ["owner", "contributor"] : [];
}
