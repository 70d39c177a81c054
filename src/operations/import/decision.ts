import type { Role, Visibility } from "../../platform/db/generated/enums.ts";
import type { NewPerson } from "../../tenancy/accounts/person.ts";

/** `differs`: it exists with other values, and is left as it is. */
export type Outcome = "create" | "exists" | "differs" | "refused";

/** What becomes of one thing of a plan, and why. */
export interface Decision {
  kind: "person" | "team" | "member" | "namespace";
  name: string;
  outcome: Outcome;
  why: string;
}

export interface PersonDecision extends Decision {
  kind: "person";
  /** The account as it will be; null if there will be none. */
  account: NewPerson | null;
  /** Whether the person may get roles: an account that was there before may be that of another person. */
  mayJoin: boolean;
}

export interface TeamDecision extends Decision {
  kind: "team";
  description: string;
  owner: string | null; // of a team to create: a user name
}

export interface MemberDecision extends Decision {
  kind: "member";
  team: string;
  username: string;
  role: Role;
}

export interface NamespaceDecision extends Decision {
  kind: "namespace";
  /** A namespace that a sync found and that belongs to no team: it is transferred. */
  found: number | null;
  team: string;
  visibility: Visibility;
  description: string;
}

export interface Decisions {
  people: PersonDecision[];
  teams: TeamDecision[];
  members: MemberDecision[];
  namespaces: NamespaceDecision[];
}

export const allOf = ({ people, teams, members, namespaces }: Decisions): Decision[] => [
  ...people,
  ...teams,
  ...members,
  ...namespaces,
];

/** Ends a decision that could not be carried out, or not be made otherwise. */
export const refused = (why: string) => ({ outcome: "refused", why }) as const;
