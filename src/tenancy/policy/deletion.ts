import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { ensure } from "../../platform/errors.ts";
import { allowedActions, type Guarded } from "./policy.ts";

export function canDeleteImages(actor: Actor | null, guarded: Guarded): boolean {
  return allowedActions(actor, guarded, config.rules).includes("delete");
}

export function ensureCanDeleteImages(actor: Actor, guarded: Guarded): void {
  ensure(config.rules.deleteEnabled, "Deletion is disabled on this instance.");
  ensure(
    canDeleteImages(actor, guarded),
    "You may not delete here. Ask an owner of the namespace.",
  );
}
