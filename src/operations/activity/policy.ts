import type { Actor } from "../../identity/actor/actor.ts";

/** The overview counts everybody's repositories and names what failed in any of them. */
export const canSeeOverview = (actor: Actor): boolean => actor.admin;

/** Only admins see every entry, with the sign-ins, and may export them. */
export const canSeeAllEntries = (actor: Actor): boolean => actor.admin;
