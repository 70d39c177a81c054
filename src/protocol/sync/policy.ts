import type { Actor } from "../../identity/actor/actor.ts";

/** Comparing with the registry costs it work, and repairing removes what people pushed. */
export function canSync(actor: Actor): boolean {
  return actor.admin;
}

export function canRepair(actor: Actor): boolean {
  return actor.admin;
}
