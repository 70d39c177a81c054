import type { Actor } from "../../identity/actor/actor.ts";

/** Events name repositories of every team: only admins read and retry them. */
export const canReadEvents = (actor: Actor): boolean => actor.admin;

export const canRetryEvents = (actor: Actor): boolean => actor.admin;
