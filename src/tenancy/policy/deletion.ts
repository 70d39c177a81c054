import type { Actor } from "../../identity/actor/actor.ts";
import type { Rules } from "../../platform/config/config.ts";
import { allowedActions, type Guarded } from "./policy.ts";

export function canDeleteImages(actor: Actor | null, guarded: Guarded, rules: Rules): boolean {
  return allowedActions(actor, guarded, rules).includes("delete");
}

/** Why an actor may not delete images here, for the person who tries; null if they may. */
export function deletionRefusal(actor: Actor, guarded: Guarded, rules: Rules): string | null {
  if (!rules.deleteEnabled) return "Deletion is disabled on this instance.";
  if (canDeleteImages(actor, guarded, rules)) return null;
  return "You may not delete here. Ask an owner of the namespace.";
}
