import type { Actor } from "../../identity/actor/actor.ts";

/** The problems of the instance name everybody's repositories, webhooks and tokens. */
export const canSeeProblems = (actor: Actor): boolean => actor.admin;
