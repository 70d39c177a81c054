import type { Actor } from "../../identity/actor/actor.ts";
import { type Guarded, ownsRepository } from "../policy/policy.ts";

/** Owners of a place and admins may ask what others may do there. Everyone may ask about themselves. */
export function canAskAboutOthers(asker: Actor, place: Guarded): boolean {
  return ownsRepository(asker, place);
}
