import { record } from "../../history/record.ts";
import type { AuditVerb } from "../../history/verbs.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import type { Tx } from "../../platform/db/client.ts";
import { ensure } from "../../platform/errors.ts";
import type { FoundNamespace } from "../../tenancy/namespaces/find.ts";
import { type FoundWebhook, findWebhook } from "./find.ts";
import { canCreateWebhook, canManageWebhook, type WebhookOwner } from "./policy.ts";

/** Loads a webhook and locks it until the transaction ends. */
export async function lockWebhook(
  tx: Tx,
  actor: Actor,
  { id, namespaceId }: FoundWebhook,
): Promise<FoundWebhook> {
  await tx.$queryRaw`SELECT id FROM webhooks WHERE id = ${id} FOR UPDATE`;
  return findWebhook(actor, { namespaceId, id }, tx);
}

const ownersOnly =
  "Only the owners of this namespace and admins may do this with its webhooks. Ask one of them.";
const adminsOnly = "Only admins may do this with webhooks here. Ask one of them.";

export function ensureCanCreate(actor: Actor, namespace: FoundNamespace): void {
  const { rules } = config;
  const refusal = rules.createWebhook ? ownersOnly : adminsOnly;
  ensure(canCreateWebhook(actor, namespace, rules), refusal);
}

export function ensureCanManage(actor: Actor, namespace: FoundNamespace): void {
  const { rules } = config;
  const refusal = rules.manageWebhook ? ownersOnly : adminsOnly;
  ensure(canManageWebhook(actor, namespace, rules), refusal);
}

export async function recordChange(
  tx: Tx,
  audit: ActorAudit,
  { name, namespace }: Pick<FoundWebhook, "name" | "namespace">,
  verb: AuditVerb<"webhook">,
): Promise<void> {
  const { id: namespaceId, teamId, registry } = namespace;
  await record(tx, audit, {
    key: `webhook.${verb}`,
    subject: name,
    registryId: registry.id,
    teamId,
    namespaceId,
    details: { namespace: namespace.name || registry.hostname },
  });
}

/** Decides which forms the pages of a namespace's webhooks show. */
export function permissionsOf(actor: Actor, namespace: WebhookOwner) {
  return {
    create: canCreateWebhook(actor, namespace, config.rules),
    manage: canManageWebhook(actor, namespace, config.rules),
  };
}
