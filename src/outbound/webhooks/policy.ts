import type { Actor } from "../../identity/actor/actor.ts";
import type { Rules } from "../../platform/config/config.ts";
import type { Role } from "../../platform/db/generated/enums.ts";
import { isAdmin, isOwner, roleOf } from "../../tenancy/policy/policy.ts";

/** What must be known of a namespace to judge who has to do with its webhooks. */
export interface WebhookOwner {
  members: readonly { userId: number; role: Role }[];
}

/** Every member of the team sees them; to all others there are none. */
export function canSeeWebhooks(actor: Actor | null, namespace: WebhookOwner): boolean {
  return isAdmin(actor) || roleOf(actor, namespace) !== undefined;
}

/** To make one, to delete it, and to say which headers it sends. */
export function canCreateWebhook(
  actor: Actor | null,
  namespace: WebhookOwner,
  rules: Rules,
): boolean {
  return isAdmin(actor) || (rules.createWebhook && isOwner(actor, namespace));
}

/** To change one, to switch it on and off, and to send with it. */
export function canManageWebhook(
  actor: Actor | null,
  namespace: WebhookOwner,
  rules: Rules,
): boolean {
  return isAdmin(actor) || (rules.manageWebhook && isOwner(actor, namespace));
}
