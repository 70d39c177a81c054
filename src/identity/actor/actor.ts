import type { RepositoryAction, Suspension } from "../../platform/db/client.ts";
import type { Scope } from "../../platform/http/api/scopes.ts";

/** Who acts. A null Actor is someone who has not signed in. */
export interface Actor {
  id: number;
  username: string;
  displayName: string | null;
  admin: boolean;
  robot: boolean;
  limit?: Limit;
  /** The scopes of the application token used. Other credentials have all. */
  scopes?: readonly Scope[];
  /** The application token used has not every scope that its owner could give one. */
  narrowed?: true;
  /** Why the application token used may give no access that outlasts it. */
  restricted?: Restriction;
  /** Portus itself or its operator: no user account, and no limits. */
  system?: true;
}

export type Restriction =
  | "expires"
  | "works only from some addresses"
  | "expires and works only from some addresses";

/** The limits that an application token puts on its owner. Null: no limit. */
export interface Limit {
  names: Names | null;
  actions: readonly RepositoryAction[] | null;
}

/** The repository names that patterns cover. */
export interface Names {
  patterns: readonly string[];
  test: (name: string) => boolean;
}

/** The columns of a user from which an Actor is built. */
export const actorFields = {
  id: true,
  username: true,
  displayName: true,
  admin: true,
  robot: true,
} as const;

/** The same with what says whether the account can be used. */
export const accountFields = { ...actorFields, disabledAt: true, suspension: true } as const;

export interface AccountState {
  disabledAt: Date | null;
  suspension: Suspension | null; // a kind of disabled that its provider ends
}

export type Inactivity = NonNullable<ReturnType<typeof inactivity>>;

/** Why an account can't be used; null if it can. */
export function inactivity({ disabledAt, suspension }: AccountState) {
  if (!disabledAt) return null;
  if (suspension === "deprovisioned") return suspension;
  return suspension ? "suspended" : "disabled";
}

/** The actor of a loaded account that can be used. */
export function actorOf<A extends Actor & AccountState>(account: A) {
  const { disabledAt: _, suspension: _suspension, ...actor } = account;
  return actor;
}
