import type { Actor } from "./actor.ts";

/**
 * Whoever runs commands in the shell of this instance: not a user, so the audit names them and has no id for them.
 * They hold the instance's secrets already, hence nothing is refused to them.
 */
export const operator = { id: null, username: "operator", admin: true } as const;

export type Operator = typeof operator;

/** Portus itself, as it calls registries and does what somebody's rules say: it is no user, and no user has its number. */
export const portus = {
  id: 0,
  username: "portus",
  displayName: null,
  admin: true,
  robot: true,
} satisfies Actor;
