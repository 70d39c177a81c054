import type { Actor } from "../../identity/actor/actor.ts";
import type { Rules } from "../../platform/config/config.ts";
import type { Visibility } from "../../platform/db/generated/enums.ts";
import {
  allowedActions,
  canSeeMembers,
  type Guarded,
  ownsRepository,
  roleOf,
  strictestFirst,
} from "../../tenancy/policy/policy.ts";

export function canDescribe(actor: Actor | null, guarded: Guarded): boolean {
  return ownsRepository(actor, guarded);
}

/** Whether an actor may change anything of a repository besides pushing to it. */
export function canChangeRepository(actor: Actor | null, guarded: Guarded, rules: Rules): boolean {
  return canDescribe(actor, guarded) || allowedActions(actor, guarded, rules).includes("delete");
}

/** Who may read who has access: members of the namespace's team or of the repository, and admins. */
export function canSeeAccess(actor: Actor | null, guarded: Guarded): boolean {
  if (canSeeMembers(actor, guarded)) return true;
  return guarded.repository !== undefined && roleOf(actor, guarded.repository) !== undefined;
}

/** Who of them may read who is in the team, too: not those who are members only of the repository, unless they own it. */
export function canSeeTeam(actor: Actor | null, guarded: Guarded): boolean {
  return canSeeMembers(actor, guarded) || ownsRepository(actor, guarded);
}

/** Whether an actor may give roles in this repository. Robots may not. */
export function canManageRepository(actor: Actor | null, guarded: Guarded): boolean {
  return ownsRepository(actor, guarded) && !actor?.robot;
}

/** The setting for namespaces that lets owners change visibility applies here, too. */
export function canChangeVisibility(actor: Actor | null, guarded: Guarded, rules: Rules): boolean {
  return canManageRepository(actor, guarded) && (actor?.admin || rules.changeVisibility);
}

/** The visibilities that a repository may have: its namespace's, and stricter ones. */
export function allowedVisibilities({ visibility }: Pick<Guarded, "visibility">): Visibility[] {
  return strictestFirst.slice(0, strictestFirst.indexOf(visibility) + 1);
}

export function canRollBack(actor: Actor | null, guarded: Guarded, rules: Rules): boolean {
  return allowedActions(actor, guarded, rules).includes("push");
}

/** Admins, and owners and contributors of the namespace or the repository, may retry reading a manifest. */
export function canRetryReading(actor: Actor | null, { members, repository }: Guarded): boolean {
  if (!actor) return false;
  if (actor.admin) return true;
  return [...members, ...(repository?.members ?? [])].some(
    ({ userId, role }) => userId === actor.id && role !== "viewer",
  );
}

/** Anyone signed in may comment on a repository that they may see. */
export function canComment(actor: Actor | null): boolean {
  return actor !== null;
}

export function canDeleteComment(actor: Actor | null, comment: { authorId: number | null }) {
  return actor !== null && (actor.admin || comment.authorId === actor.id);
}
