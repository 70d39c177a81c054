import type { Role } from "../../platform/db/client.ts";
import type { Actor } from "./actor.ts";
import type { Operator } from "./system-actors.ts";

export type Doer = Actor | Operator;
type Person = { id: number };

/** An account with what says who looks after it. */
export interface Account extends Person {
  robot: boolean;
  /** Of a robot: the owners of its team. None when the admins alone look after it. */
  managers?: readonly number[];
}

/** People manage their own application tokens; who looks after a robot that robot's; the operator anyone's. */
export function canManageTokens(doer: Doer, owner: Account): boolean {
  return isOperator(doer) || doer.id === owner.id || canManageRobot(doer, owner);
}

/** A token that runs out or is bound to addresses gives nothing away that would outlive or outreach it. */
export function canIssueTokens(doer: Doer): boolean {
  return isOperator(doer) || (!doer.limit && !doer.restricted);
}

/** Admins look after every robot, the owners of a team after that team's. Robots look after none. */
export function canManageRobot(doer: Doer, { robot, managers }: Account): boolean {
  if (!robot) return false;
  if (isOperator(doer) || doer.admin) return true;
  return !doer.robot && (managers?.includes(doer.id) ?? false);
}

export function canAdministerPeople(doer: Doer): boolean {
  return isOperator(doer) || doer.admin;
}

/** Nobody makes themselves an admin, or stops being one by accident. */
export function canSetAdmin(doer: Doer, person: Person & { robot: boolean }): boolean {
  return canAdministerPeople(doer) && doer.id !== person.id && !person.robot;
}

/** Admins disable anyone; everyone may disable their own account. Who is left as last admin is checked elsewhere. */
export function canDisable(doer: Doer, person: Person): boolean {
  return canAdministerPeople(doer) || doer.id === person.id;
}

/** A robot of a team is made by its owners and admins, one of no team by admins. */
export function canCreateRobot(
  doer: Doer,
  team: { hidden: boolean; memberships: readonly { userId: number; role: Role }[] } | null,
): boolean {
  if (team?.hidden) return false;
  if (isOperator(doer) || doer.admin) return true;
  const owns = team?.memberships.some((it) => it.userId === doer.id && it.role === "owner");
  return !doer.robot && (owns ?? false);
}

function isOperator(doer: Doer): doer is Operator {
  return doer.id === null;
}

/** Nobody deletes the account that they are using. */
export function canDeleteAccount(doer: Doer, person: Person): boolean {
  return canAdministerPeople(doer) && doer.id !== person.id;
}
