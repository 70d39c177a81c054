import type { ActorAudit } from "../../identity/actor/audit.ts";
import { transaction, uniqueViolation } from "../../platform/db/client.ts";
import { Invalid, NotFound } from "../../platform/errors.ts";
import { ensureCanCreate, lockWebhook, recordChange } from "./change.ts";
import type { FoundWebhook } from "./find.ts";
import type { HeaderInput } from "./schemas.ts";
import { sealText } from "./secrets.ts";

const maxHeaders = 20; // of one webhook

export async function addHeader(
  audit: ActorAudit,
  webhook: FoundWebhook,
  { name, value }: HeaderInput,
): Promise<{ id: number; name: string }> {
  return transaction(async (tx) => {
    const before = await lockWebhook(tx, audit.actor, webhook);
    ensureCanCreate(audit.actor, before.namespace);
    if (before.headers.length >= maxHeaders)
      throw new Invalid({ name: `A webhook can have at most ${maxHeaders} headers.` });

    const data = { webhookId: before.id, name, sealedValue: sealText(value) };
    const select = { id: true, name: true };
    const header = await tx.webhookHeader.create({ data, select }).catch(duplicateName);
    await recordChange(tx, audit, before, "update");
    return header;
  });
}

export async function removeHeader(
  audit: ActorAudit,
  webhook: FoundWebhook,
  id: number,
): Promise<void> {
  await transaction(async (tx) => {
    const before = await lockWebhook(tx, audit.actor, webhook);
    ensureCanCreate(audit.actor, before.namespace);

    const { count } = await tx.webhookHeader.deleteMany({ where: { id, webhookId: before.id } });
    if (count === 0) throw new NotFound("header of this webhook");
    await recordChange(tx, audit, before, "update");
  });
}

function duplicateName(error: unknown): never {
  throw uniqueViolation(error)
    ? new Invalid({
        name: "The webhook already has a header with this name. Remove that one first.",
      })
    : error;
}
