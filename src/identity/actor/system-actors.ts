import type { Actor } from "./actor.ts";

// Actors without a user account. Their id is 0, which no user has; rows that name a user hold null instead.

/** Portus itself: it calls registries and applies the rules that people saved. */
export const portus = {
  id: 0,
  username: "portus",
  displayName: null,
  admin: true,
  robot: true,
  system: true,
} as const satisfies Actor;

/** A person with a shell on this instance. They can read its secrets, so nothing is refused to them. */
export const operator = {
  id: 0,
  username: "operator",
  displayName: null,
  admin: true,
  robot: false,
  system: true,
} as const satisfies Actor;

/** A signed-in user without a role anywhere, to find out what every signed-in user may do. */
export const anyUser = {
  id: 0,
  username: "",
  displayName: null,
  admin: false,
  robot: false,
} as const satisfies Actor;

/** An admin without a role anywhere, to find out what every admin may do. */
export const anyAdmin = { ...anyUser, admin: true } as const satisfies Actor;

/** The author of changes by someone unknown to Portus. */
export const unknown = { id: null, username: "" } as const;

/** An actor as rows name it: by user id, or null for a system actor, and by name. */
export function agentOf({ id, username }: Pick<Actor, "id" | "username">) {
  return { id: id || null, username };
}
