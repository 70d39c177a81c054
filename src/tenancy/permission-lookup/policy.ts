import type { Actor } from "../../identity/actor/actor.ts";
import { type Guarded, ownsRepository } from "../policy/policy.ts";

/** Owners and admins may ask what others may do. Everyone may ask about themselves. */
export function canAskAboutOthers(asker: Actor, place: Guarded): boolean {
  return ownsRepository(asker, place);
}
