import type { Actor } from "../accounts/current.ts";

export function canSetQuota(actor: Actor): boolean {
  return actor.admin;
}
