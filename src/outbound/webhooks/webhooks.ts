import type { ActorAudit } from "../../identity/actor/audit.ts";
import { type Tx, transaction } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { lockNamespace } from "../../tenancy/namespaces/change.ts";
import type { FoundNamespace } from "../../tenancy/namespaces/find.ts";
import { ensureCanCreate, ensureCanManage, lockWebhook, recordChange } from "./change.ts";
import { type FoundWebhook, findWebhookOwner, type ShownWebhook, shown } from "./find.ts";
import { changedColumns, columnsOf } from "./input.ts";
import type { WebhookChange, WebhookInput } from "./schemas.ts";
import { makeSigningSecret, sealText } from "./secrets.ts";

const maxWebhooks = 50; // of a namespace; each push makes a delivery for each of them

export interface Revealed {
  webhook: ShownWebhook;
  secret: string; // the signing secret, shown only once
}

/** Creates a webhook. It receives pushes and deletions from now on. */
export async function createWebhook(
  audit: ActorAudit,
  { id: namespaceId }: Pick<FoundNamespace, "id">,
  input: WebhookInput,
): Promise<Revealed> {
  return transaction(async (tx) => {
    await lockNamespace(tx, audit.actor, namespaceId); // so that concurrent requests can't exceed the limit
    const namespace = await findWebhookOwner(audit.actor, namespaceId, tx);
    ensureCanCreate(audit.actor, namespace);
    if ((await tx.webhook.count({ where: { namespaceId } })) >= maxWebhooks)
      throw new Invalid({
        form: `A namespace can have at most ${maxWebhooks} webhooks. Delete one first.`,
      });
    await ensureNew(tx, namespaceId, input);

    const secret = makeSigningSecret();
    const disabledAt = input.enabled ? null : new Date();
    const data = {
      ...columnsOf(audit.actor, input),
      namespaceId,
      disabledAt,
      sealedSecret: sealText(secret),
    };
    const webhook = await tx.webhook.create({ data, ...shown });
    await recordChange(tx, audit, { ...webhook, namespace }, "create");
    return { webhook, secret };
  });
}

/** A page that is loaded again sends its form again. */
async function ensureNew(tx: Tx, namespaceId: number, { name, url }: WebhookInput): Promise<void> {
  if ((await tx.webhook.count({ where: { namespaceId, name, url } })) > 0)
    throw new Invalid({ name: "There is a webhook of this name for this address already." });
}

export async function updateWebhook(
  audit: ActorAudit,
  webhook: FoundWebhook,
  { enabled, ...change }: WebhookChange,
): Promise<void> {
  await manage(audit, webhook, async (tx, before) => {
    if (Object.keys(change).length > 0) {
      const data = changedColumns(audit.actor, before, change);
      const after = await tx.webhook.update({ where: { id: before.id }, data });
      await recordChange(tx, audit, { ...before, name: after.name }, "update");
    }
    if (enabled === true) await enable(tx, audit, before);
    if (enabled === false) await disable(tx, audit, before);
  });
}

export async function enableWebhook(audit: ActorAudit, webhook: FoundWebhook): Promise<void> {
  await manage(audit, webhook, (tx, before) => enable(tx, audit, before));
}

export async function disableWebhook(audit: ActorAudit, webhook: FoundWebhook): Promise<void> {
  await manage(audit, webhook, (tx, before) => disable(tx, audit, before));
}

/** Gives a webhook another secret to sign with. The old one signs nothing from then on. */
export async function rotateSecret(audit: ActorAudit, webhook: FoundWebhook): Promise<Revealed> {
  return manage(audit, webhook, async (tx, before) => {
    const secret = makeSigningSecret();
    const data = { sealedSecret: sealText(secret) };
    await tx.webhook.update({ where: { id: before.id }, data });
    await recordChange(tx, audit, before, "rotate_secret");
    return { webhook: before, secret };
  });
}

export async function deleteWebhook(audit: ActorAudit, webhook: FoundWebhook): Promise<void> {
  await transaction(async (tx) => {
    const before = await lockWebhook(tx, audit.actor, webhook);
    ensureCanCreate(audit.actor, before.namespace);
    await tx.webhook.delete({ where: { id: before.id } });
    await recordChange(tx, audit, before, "destroy");
  });
}

/** Locks a webhook and runs `work` with its current row, if the actor may manage it. */
function manage<T>(
  audit: ActorAudit,
  webhook: FoundWebhook,
  work: (tx: Tx, before: FoundWebhook) => Promise<T>,
): Promise<T> {
  return transaction(async (tx) => {
    const before = await lockWebhook(tx, audit.actor, webhook);
    ensureCanManage(audit.actor, before.namespace);
    return work(tx, before);
  });
}

async function enable(tx: Tx, audit: ActorAudit, webhook: FoundWebhook): Promise<void> {
  if (!webhook.disabledAt) return;
  await tx.webhook.update({ where: { id: webhook.id }, data: { disabledAt: null } });
  await recordChange(tx, audit, webhook, "enabled");
}

async function disable(tx: Tx, audit: ActorAudit, webhook: FoundWebhook): Promise<void> {
  if (webhook.disabledAt) return;
  await tx.webhook.update({ where: { id: webhook.id }, data: { disabledAt: new Date() } });
  await recordChange(tx, audit, webhook, "disabled");
}
