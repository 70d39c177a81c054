import type { RepositoryAction } from "../../platform/db/client.ts";

/** Who acts. Where an Actor may be null, null is someone who has not signed in. */
export interface Actor {
  id: number;
  username: string;
  displayName: string | null;
  admin: boolean;
  robot: boolean;
  limit?: Limit;
  /** The application token used expires, or works only from some addresses. */
  restricted?: true;
  /** Portus itself or its operator: no user account, and no limits. */
  system?: true;
}

/** What an application token restricts its owner to. Null: no restriction. */
export interface Limit {
  names: RegExp | null; // of repositories, whole
  actions: readonly RepositoryAction[] | null;
}

/** The columns of a user that make an Actor. */
export const actorFields = {
  id: true,
  username: true,
  displayName: true,
  admin: true,
  robot: true,
} as const;
