import { randomUUID } from "node:crypto";
import type { Actor } from "../../../identity/actor/actor.ts";
import { db, type WebhookDelivery } from "../../../platform/db/client.ts";
import { fetchPage, type Page, type PageRequest, pastId } from "../../../platform/db/keyset.ts";
import { Invalid, NotFound } from "../../../platform/errors.ts";
import type { Job } from "../../../platform/jobs/schedule.ts";
import { ensureManaging } from "../change.ts";
import type { FoundWebhook } from "../find.ts";
import { announce } from "./enqueue.ts";

export const jobs: Job[] = [{ name: "prune-deliveries", cron: "52 * * * *", run: pruneDeliveries }];

const kept = "30 days";
/** The columns with requests and responses, which lists leave out. */
export const large = {
  body: true,
  requestHeaders: true,
  responseHeaders: true,
  responseBody: true,
};

export type ListedDelivery = Omit<WebhookDelivery, keyof typeof large>;

/** The deliveries of a webhook, newest first, without requests and responses. */
export async function listDeliveries(
  { id }: Pick<FoundWebhook, "id">,
  request: PageRequest,
): Promise<Page<ListedDelivery>> {
  return fetchPage(request, {
    size: 25,
    find: (place, take) =>
      db.webhookDelivery.findMany({
        where: { webhookId: id, ...pastId(place) },
        omit: large,
        orderBy: { id: place.newer ? "asc" : "desc" },
        take,
      }),
    position: ({ createdAt, id }) => ({ at: createdAt, id: Number(id) }),
  });
}

/** A delivery of a webhook that the actor may see. */
export async function findDelivery(
  { id: webhookId }: Pick<FoundWebhook, "id">,
  id: number | bigint,
): Promise<WebhookDelivery> {
  const found = await db.webhookDelivery.findFirst({ where: { id, webhookId } });
  if (!found) throw new NotFound("delivery of this webhook");
  return found;
}

/** Sends a delivery again, with the same body. A delivery in progress is left alone. */
export async function retrigger(
  actor: Actor,
  webhook: FoundWebhook,
  id: number | bigint,
): Promise<void> {
  ensureManaging(actor, webhook.namespace);
  ensureEnabled(webhook);
  const { uuid } = await findDelivery(webhook, id);
  await db.webhookDelivery.updateMany({
    where: { webhookId: webhook.id, uuid, state: { not: "pending" } },
    data: { state: "pending", attempts: 0, tryAfter: new Date() },
  });
  await announce(db);
}

/** Sends a test event, one at a time, to show whether the receiver understands it. */
export async function sendTest(actor: Actor, webhook: FoundWebhook): Promise<WebhookDelivery> {
  ensureManaging(actor, webhook.namespace);
  ensureEnabled(webhook);
  const waiting = { webhookId: webhook.id, event: "test", state: "pending", attempts: 0 } as const;
  if (await db.webhookDelivery.findFirst({ where: waiting, select: { id: true } }))
    throw new Invalid({ form: "A test is already waiting to be sent. Wait for its result." });
  const { name, registry } = webhook.namespace;
  const id = randomUUID();
  const body = {
    id,
    timestamp: new Date().toISOString(),
    action: "test",
    target: { repository: name ? `${name}/test` : "test", tag: "test" },
    request: { host: registry.hostname },
    actor: { name: actor.username },
  };
  const delivery = await db.webhookDelivery.create({
    data: {
      webhookId: webhook.id,
      uuid: id,
      event: "test",
      subject: `by ${actor.username}`,
      body: JSON.stringify(body),
      tryAfter: new Date(),
    },
  });
  await announce(db);
  return delivery;
}

/** Deletes old deliveries. */
export async function pruneDeliveries(): Promise<number> {
  return db.$executeRaw`
    DELETE FROM webhook_deliveries WHERE created_at < now() - ${kept}::interval`;
}

function ensureEnabled({ disabledAt }: FoundWebhook): void {
  if (disabledAt) throw new Invalid({ form: "The webhook is disabled. Enable it first." });
}
