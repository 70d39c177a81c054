import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import {
  canChangeVisibility,
  canDeleteNamespace,
  canEditNamespace,
  canTransfer,
  type Managed,
} from "../policy/management.ts";

/** Which changes of a namespace its settings page offers to an actor. */
export function offeredChanges(actor: Actor | null, namespace: Managed) {
  const { rules } = config;
  const can = {
    edit: canEditNamespace(actor, namespace, rules),
    changeVisibility: canChangeVisibility(actor, namespace, rules),
    transfer: canTransfer(actor, namespace, rules),
    delete: namespace.kind === "team" && canDeleteNamespace(actor, namespace, rules),
  };
  return { ...can, any: Object.values(can).some(Boolean) };
}
