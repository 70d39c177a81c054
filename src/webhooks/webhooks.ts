import type { Actor } from "../accounts/current.ts";
import { record } from "../audit.ts";
import { config } from "../config.ts";
import { type Tx, transaction } from "../db/client.ts";
import { ensure } from "../errors.ts";
import type { FoundNamespace } from "../namespaces/list.ts";
import { changedColumns, columnsOf } from "./columns.ts";
import { type FoundWebhook, findTold, findWebhook, type ShownWebhook, shown } from "./find.ts";
import { canCreateWebhook, canManageWebhook } from "./policy.ts";
import type { WebhookChange, WebhookInput } from "./schemas.ts";
import { makeSigningSecret, sealText } from "./sealed.ts";

export interface Revealed {
  webhook: ShownWebhook;
  secret: string; // what bodies are signed with, said this once
}

/** Makes a webhook, which is told of everything that is pushed and deleted from now on. */
export async function createWebhook(
  actor: Actor,
  { id: namespaceId }: Pick<FoundNamespace, "id">,
  input: WebhookInput,
): Promise<Revealed> {
  return transaction(async (tx) => {
    const namespace = await findTold(actor, namespaceId, tx);
    ensureMaking(actor, namespace);

    const secret = makeSigningSecret();
    const disabledAt = input.enabled ? null : new Date();
    const data = { ...columnsOf(input), namespaceId, disabledAt, sealedSecret: sealText(secret) };
    const webhook = await tx.webhook.create({ data, ...shown });
    await note(tx, actor, { ...webhook, namespace }, "create");
    return { webhook, secret };
  });
}

/** Changes what is given of a webhook. */
export async function updateWebhook(
  actor: Actor,
  webhook: FoundWebhook,
  { enabled, ...change }: WebhookChange,
): Promise<void> {
  await transaction(async (tx) => {
    const before = await lockWebhook(tx, actor, webhook);
    ensureManaging(actor, before.namespace);

    if (Object.keys(change).length > 0) {
      const data = changedColumns(before, change);
      const after = await tx.webhook.update({ where: { id: before.id }, data });
      await note(tx, actor, { ...before, name: after.name }, "update");
    }
    if (enabled !== undefined) await switchTo(tx, actor, before, enabled);
  });
}

export async function setEnabled(
  actor: Actor,
  webhook: FoundWebhook,
  enabled: boolean,
): Promise<void> {
  await transaction(async (tx) => {
    const before = await lockWebhook(tx, actor, webhook);
    ensureManaging(actor, before.namespace);
    await switchTo(tx, actor, before, enabled);
  });
}

/** Gives a webhook another secret to sign with. The old one signs nothing from then on. */
export async function rotateSecret(actor: Actor, webhook: FoundWebhook): Promise<Revealed> {
  return transaction(async (tx) => {
    const before = await lockWebhook(tx, actor, webhook);
    ensureManaging(actor, before.namespace);

    const secret = makeSigningSecret();
    const data = { sealedSecret: sealText(secret) };
    await tx.webhook.update({ where: { id: before.id }, data });
    await note(tx, actor, before, "rotate_secret");
    return { webhook: before, secret };
  });
}

/** Deletes a webhook with its deliveries. */
export async function deleteWebhook(actor: Actor, webhook: FoundWebhook): Promise<void> {
  await transaction(async (tx) => {
    const before = await lockWebhook(tx, actor, webhook);
    ensureMaking(actor, before.namespace);
    await tx.webhook.delete({ where: { id: before.id } });
    await note(tx, actor, before, "destroy");
  });
}

async function switchTo(
  tx: Tx,
  actor: Actor,
  webhook: FoundWebhook,
  enabled: boolean,
): Promise<void> {
  if ((webhook.disabledAt === null) === enabled) return;
  const disabledAt = enabled ? null : new Date();
  await tx.webhook.update({ where: { id: webhook.id }, data: { disabledAt } });
  await note(tx, actor, webhook, enabled ? "enabled" : "disabled");
}

export async function lockWebhook(
  tx: Tx,
  actor: Actor,
  { id, namespaceId }: FoundWebhook,
): Promise<FoundWebhook> {
  await tx.$queryRaw`SELECT id FROM webhooks WHERE id = ${id} FOR UPDATE`;
  return findWebhook(actor, { namespaceId, id }, tx);
}

export function ensureMaking(actor: Actor, namespace: FoundNamespace): void {
  const { rules } = config;
  ensure(canCreateWebhook(actor, namespace, rules), ownersOnly(rules.createWebhook));
}

export function ensureManaging(actor: Actor, namespace: FoundNamespace): void {
  const { rules } = config;
  ensure(canManageWebhook(actor, namespace, rules), ownersOnly(rules.manageWebhook));
}

function ownersOnly(open: boolean): string {
  return open
    ? "Only the owners of this namespace and admins may do this to its webhooks. Ask one of them."
    : "Only admins do this to webhooks here. Ask one of them.";
}

/** One line of history: a webhook is known by its name and its namespace. */
export async function note(
  tx: Tx,
  actor: Actor,
  { name, namespace }: Pick<FoundWebhook, "name" | "namespace">,
  verb: string,
): Promise<void> {
  const { id: namespaceId, teamId, registry } = namespace;
  await record(tx, actor, {
    key: `webhook.${verb}`,
    subject: name,
    registryId: registry.id,
    teamId,
    namespaceId,
    details: { namespace: namespace.name || registry.hostname },
  });
}
