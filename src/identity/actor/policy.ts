import type { Scope } from "../../platform/http/api/scopes.ts";
import type { Actor } from "./actor.ts";

type Person = { id: number };

/** An account, with the people who manage it if it is a robot. */
export interface Account extends Person {
  robot: boolean;
  /** The owners of a robot's team. Without any, only admins manage it. */
  managers?: readonly number[];
}

/** People manage their own tokens; a robot's managers manage the robot's; the operator manages anyone's. */
export function canManageTokens(actor: Actor, owner: Account): boolean {
  return actor.system === true || actor.id === owner.id || canManageRobot(actor, owner);
}

/** Whether a credential with these scopes may do what needs one: `api:write` includes `api:read`, and `admin` includes all. */
export function includesScope(held: readonly Scope[], needed: Scope): boolean {
  return (
    held.includes(needed) ||
    held.includes("admin") ||
    (needed === "api:read" && held.includes("api:write"))
  );
}

/** Whether the credential that an actor uses has a scope. */
export function holdsScope({ scopes }: Actor, scope: Scope): boolean {
  return !scopes || includesScope(scopes, scope);
}

/** The actor of an API request: admins have their rights there only if their credential has the scope `admin`. */
export function withinScopes(actor: Actor): Actor {
  return { ...actor, admin: actor.admin && holdsScope(actor, "admin") };
}

/** A limited or expiring application token must give nobody access that outlives it: tokens, roles, visibility. */
export function canGiveAccess(actor: Actor): boolean {
  return !actor.limit && !actor.restricted;
}

/** Passwords, addresses that links are sent to, and admin rights open everything, so that only full access sets them. */
export function canChangeCredentials(actor: Actor): boolean {
  return canGiveAccess(actor) && !actor.narrowed;
}

/** Admins manage every robot, and the owners of a team manage its robots. Robots manage none. */
export function canManageRobot(actor: Actor, { robot, managers }: Account): boolean {
  if (!robot) return false;
  return actor.admin || (!actor.robot && (managers?.includes(actor.id) ?? false));
}

export function canAdministerPeople(actor: Actor): boolean {
  return actor.admin;
}

export function canSeeAccount(actor: Actor, person: Person): boolean {
  return canAdministerPeople(actor) || actor.id === person.id;
}

/** Admins can't change their own role, so none of them stops being an admin by accident. */
export function canSetAdmin(actor: Actor, person: Person & { robot: boolean }): boolean {
  return canAdministerPeople(actor) && actor.id !== person.id && !person.robot;
}

/** Admins reset the second factors of others. Their own, which a stolen session must not reset, they manage like anyone. */
export function canResetSecondFactor(actor: Actor, person: Person): boolean {
  return canAdministerPeople(actor) && actor.id !== person.id;
}

/** Whether a page offers it: a disabled account must be enabled before it can become an admin. */
export function canToggleAdmin(
  actor: Actor,
  person: Parameters<typeof canSetAdmin>[1] & { admin: boolean; disabledAt: Date | null },
): boolean {
  return canSetAdmin(actor, person) && (person.admin || !person.disabledAt);
}

/** Admins may disable anyone, and everyone their own account. ensureNotLastAdmin() protects the last admin. */
export function canDisable(actor: Actor, person: Person): boolean {
  return canAdministerPeople(actor) || actor.id === person.id;
}

/** Nobody can delete the account that they are using. */
export function canDeleteAccount(actor: Actor, person: Person): boolean {
  return canAdministerPeople(actor) && actor.id !== person.id;
}
