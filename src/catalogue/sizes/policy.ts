import type { Actor } from "../../identity/actor/actor.ts";

/** Who may see how much is stored in all namespaces together, private ones included. */
export function canSeeTotal(actor: Actor): boolean {
  return actor.admin;
}

export function canSetQuota(actor: Actor): boolean {
  return actor.admin;
}
