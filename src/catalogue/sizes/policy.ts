import type { Actor } from "../../identity/actor/actor.ts";

export function canSetQuota(actor: Actor): boolean {
  return actor.admin;
}
