import type { Actor } from "./current.ts";
import type { Operator } from "./operator.ts";

export type Doer = Actor | Operator;
type Person = { id: number };

/** People manage their own application tokens; admins and the operator those of robots, the operator anyone's. */
export function mayManageTokens(doer: Doer, owner: Person & { robot: boolean }): boolean {
  return isOperator(doer) || doer.id === owner.id || (doer.admin && owner.robot);
}

export function mayAdministerPeople(doer: Doer): boolean {
  return isOperator(doer) || doer.admin;
}

/** Nobody makes themselves an admin, or stops being one by accident. */
export function maySetAdmin(doer: Doer, person: Person & { robot: boolean }): boolean {
  return mayAdministerPeople(doer) && doer.id !== person.id && !person.robot;
}

/** Admins disable anyone; everyone may disable their own account. Who is left as last admin is checked elsewhere. */
export function mayDisable(doer: Doer, person: Person): boolean {
  return mayAdministerPeople(doer) || doer.id === person.id;
}

function isOperator(doer: Doer): doer is Operator {
  return doer.id === null;
}
