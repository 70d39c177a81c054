import type { Actor } from "../../identity/actor/actor.ts";
import type { Rules } from "../../platform/config/config.ts";
import type { Role } from "../../platform/db/generated/enums.ts";
import { canSeeMembers, isAdmin, isOwner } from "../../tenancy/policy/policy.ts";

/** What the policy needs to know of a namespace. */
export interface WebhookOwner {
  members: readonly { userId: number; role: Role }[];
}

/** Every member of the team may see the webhooks of its namespaces. */
export function canSeeWebhooks(actor: Actor | null, namespace: WebhookOwner): boolean {
  return canSeeMembers(actor, namespace);
}

/** Who may create and delete webhooks and set their headers. */
export function canCreateWebhook(
  actor: Actor | null,
  namespace: WebhookOwner,
  rules: Rules,
): boolean {
  return isAdmin(actor) || (rules.createWebhook && isOwner(actor, namespace));
}

/** Who may change, enable, disable and test webhooks. */
export function canManageWebhook(
  actor: Actor | null,
  namespace: WebhookOwner,
  rules: Rules,
): boolean {
  return isAdmin(actor) || (rules.manageWebhook && isOwner(actor, namespace));
}

/** Who may see the address of a client in a delivery: admins, and people their own, as in the audit log. */
export function canSeeAddressIn(actor: Actor, pusher: string): boolean {
  return isAdmin(actor) || (pusher !== "" && actor.username === pusher);
}
