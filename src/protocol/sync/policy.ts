import type { Actor } from "../../identity/actor/actor.ts";

/** A sync puts load on the registry, and a repair removes what people pushed: both are only for admins. */
export function canSync(actor: Actor): boolean {
  return actor.admin;
}

export function canRepair(actor: Actor): boolean {
  return actor.admin;
}
