import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { canCreateWebhook, canManageWebhook, type Told } from "./policy.ts";

/** What an actor may do with the webhooks of a namespace: which forms its pages offer. */
export function mayDo(actor: Actor, namespace: Told) {
  return {
    create: canCreateWebhook(actor, namespace, config.rules),
    manage: canManageWebhook(actor, namespace, config.rules),
  };
}
