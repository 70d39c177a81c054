import type { Actor } from "../../identity/actor/actor.ts";

/** Portus itself may not, whatever retention rules say: it is an admin and a robot. */
export function canDeleteImmutableTags({ admin, robot }: Actor): boolean {
  return admin && !robot;
}
