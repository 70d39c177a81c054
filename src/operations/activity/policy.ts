import type { Actor } from "../../identity/actor/actor.ts";

/** The overview counts everybody's repositories and names what failed in any of them. */
export const canSeeOverview = (actor: Actor): boolean => actor.admin;
