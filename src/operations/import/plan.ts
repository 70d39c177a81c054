import type { Role, Visibility } from "../../platform/db/generated/enums.ts";

// What a source has, in the words of Portus and before any rule was applied: readers know no database.

export interface Plan {
  source: string;
  people: PlannedPerson[];
  teams: PlannedTeam[];
  namespaces: PlannedNamespace[];
  withoutEqual: WithoutEqual[];
}

export interface PlannedPerson {
  name: string; // as the source has it
  passwordHash: string | null;
  email: string | null;
  displayName: string | null;
}

export interface PlannedTeam {
  name: string;
  description: string;
  members: PlannedMember[];
}

export interface PlannedMember {
  person: string; // their name as the source has it
  role: Role;
}

export interface PlannedNamespace {
  name: string;
  team: string;
  visibility: Visibility;
  description: string;
}

/** Something of the source that Portus has no equal of, or that is not taken over, and why. */
export interface WithoutEqual {
  what: string;
  why: string;
}
