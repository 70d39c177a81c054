import type { Actor } from "../../identity/actor/actor.ts";

/** Events name the repositories of all teams, so only admins may read and retry them. */
export const canReadEvents = (actor: Actor): boolean => actor.admin;

export const canRetryEvents = (actor: Actor): boolean => actor.admin;
