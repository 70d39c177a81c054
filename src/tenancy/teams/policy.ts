import type { Actor } from "../../identity/actor/actor.ts";
import type { Rules } from "../../platform/config/config.ts";
import type { Role } from "../../platform/db/generated/enums.ts";
import { isOwner, roleOf } from "../policy/policy.ts";

/** What must be known of a team to judge what someone may do with it. */
export interface GuardedTeam {
  hidden: boolean;
  members: readonly { userId: number; role: Role }[];
}

/** Robots push and pull; they run no teams. */
export function canCreateTeam(actor: Actor, rules: Rules): boolean {
  return actor.admin || (rules.createTeam && !actor.robot);
}

/** An admin may say whose the new team shall be; everyone else gets it themselves. */
export function canCreateTeamFor(actor: Actor, owner: { id: number }): boolean {
  return actor.admin || actor.id === owner.id;
}

/** Its name and description. Teams behind personal and global namespaces have neither. */
export function canEditTeam(actor: Actor, team: GuardedTeam, rules: Rules): boolean {
  return !team.hidden && (actor.admin || (rules.manageTeam && isOwner(actor, team)));
}

export function canManageMembers(actor: Actor, team: GuardedTeam): boolean {
  return !team.hidden && (actor.admin || isOwner(actor, team));
}

export function canLeave(actor: Actor, team: GuardedTeam): boolean {
  return !team.hidden && roleOf(actor, team) !== undefined;
}

/** It takes its namespaces with it, or gives them to another team: the same right as deleting what is in them. */
export function canDeleteTeam(actor: Actor, team: GuardedTeam, rules: Rules): boolean {
  if (team.hidden || !rules.deleteEnabled) return false;
  if (actor.admin || isOwner(actor, team)) return true;
  return rules.deleteByContributors && roleOf(actor, team) === "contributor";
}

/** Namespaces are created in a team by those who could push to them there (NSP-021). */
export function canCreateNamespace(actor: Actor, team: GuardedTeam, rules: Rules): boolean {
  if (team.hidden) return false;
  if (actor.admin) return true;
  const role = roleOf(actor, team);
  const pushes = rules.pushPolicy === "allow-teams" && (role === "owner" || role === "contributor");
  return rules.createNamespace && pushes && !actor.robot;
}
