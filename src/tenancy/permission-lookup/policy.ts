import type { Actor } from "../../identity/actor/actor.ts";
import { type Guarded, isAdmin, ownsRepository } from "../policy/policy.ts";

/** Who may see what everyone may do in every namespace. */
export function canSeeWholeMatrix(actor: Actor): boolean {
  return isAdmin(actor);
}

/** Owners and admins may ask what others may do. Everyone may ask about themselves. */
export function canAskAboutOthers(asker: Actor, place: Guarded): boolean {
  return ownsRepository(asker, place);
}
