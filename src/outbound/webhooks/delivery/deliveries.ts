import { randomUUID } from "node:crypto";
import type { Actor } from "../../../identity/actor/actor.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import {
  db,
  type Prisma,
  type Tx,
  transaction,
  type WebhookDelivery,
} from "../../../platform/db/client.ts";
import {
  fetchSorted,
  type SortColumn,
  type SortedPage,
  type SortQuery,
} from "../../../platform/db/sorted.ts";
import { Invalid, NotFound } from "../../../platform/errors.ts";
import type { Job } from "../../../platform/jobs/schedule.ts";
import { currentRequest } from "../../../platform/request-context.ts";
import type { FoundNamespace } from "../../../tenancy/namespaces/find.ts";
import { ensureCanManage, lockWebhook, recordChange } from "../change.ts";
import type { FoundWebhook } from "../find.ts";
import { canSeeAddressIn } from "../policy.ts";
import type { DeliveryFilters } from "../schemas.ts";
import { announce } from "./enqueue.ts";

export const jobs: Job[] = [{ name: "prune-deliveries", cron: "52 * * * *", run: pruneDeliveries }];

/** For how many days deliveries are kept. */
export const keptDays = 30;

/** The columns with requests and responses, which lists leave out. */
const payloadColumns = {
  body: true,
  requestHeaders: true,
  responseHeaders: true,
  responseBody: true,
};

export type ListedDelivery = Omit<WebhookDelivery, keyof typeof payloadColumns>;

const columns = {
  created: { field: "id", kind: "id", usual: "desc", long: true },
} as const satisfies Record<string, SortColumn<ListedDelivery>>;

/** The deliveries of a webhook without requests and responses. `query` says in which order. */
export async function listDeliveries(
  { id: webhookId }: FoundWebhook,
  { state, event }: DeliveryFilters,
  query: SortQuery,
): Promise<SortedPage<ListedDelivery>> {
  const matching = { webhookId, ...(state && { state }), ...(event && { event }) };
  return fetchSorted<ListedDelivery>(columns, query, {
    size: 25,
    find: ({ where, orderBy, take }) =>
      db.webhookDelivery.findMany({
        where: { AND: [matching, where] },
        omit: payloadColumns,
        orderBy,
        take,
      }),
    count: (take) => db.webhookDelivery.count({ where: matching, take }),
  });
}

/** The source of an API list: the deliveries of a webhook, in the order of their ids. */
export function deliveryListing({ id: webhookId }: FoundWebhook, order: Prisma.SortOrder) {
  const where = { webhookId };
  return {
    count: () => db.webhookDelivery.count({ where }),
    ids: (window: { skip: number; take: number }) =>
      db.webhookDelivery.findMany({
        where,
        ...window,
        orderBy: { id: order },
        select: { id: true },
      }),
    rows: (ids: bigint[]) =>
      db.webhookDelivery.findMany({ where: { id: { in: ids } }, omit: payloadColumns }),
  };
}

/** A delivery as an actor may see it: the address of the client only as in the audit log. */
export async function findShownDelivery(
  actor: Actor,
  webhook: FoundWebhook,
  id: number | bigint,
): Promise<WebhookDelivery> {
  const delivery = await findDelivery(webhook, id);
  const event = JSON.parse(delivery.body) as Event; // Portus wrote it
  if (!event?.request?.addr) return delivery;
  const { addr: _hidden, ...request } = event.request;
  const pusher = event.actor?.name;
  const isShown = canSeeAddressIn(actor, typeof pusher === "string" ? pusher : "");
  return isShown ? delivery : { ...delivery, body: JSON.stringify({ ...event, request }) };
}

type Event = { request?: { addr?: unknown }; actor?: { name?: unknown } } | null;

export async function findDelivery(
  { id: webhookId }: FoundWebhook,
  id: number | bigint,
  tx: Tx = db,
): Promise<WebhookDelivery> {
  const found = await tx.webhookDelivery.findFirst({ where: { id, webhookId } });
  if (!found) throw new NotFound("delivery of this webhook");
  return found;
}

/** Sends a delivery again, with the same body. A delivery in progress is left alone. */
export async function retrigger(
  audit: ActorAudit,
  webhook: FoundWebhook,
  id: number | bigint,
): Promise<void> {
  await transaction(async (tx) => {
    const current = await lockSender(tx, audit.actor, webhook);
    const { uuid } = await findDelivery(current, id, tx);
    const { count } = await tx.webhookDelivery.updateMany({
      where: { webhookId: current.id, uuid, state: { not: "pending" } },
      data: { state: "pending", attempts: 0, tryAfter: new Date() },
    });
    if (count === 0) return;
    await recordChange(tx, audit, current, "retrigger");
    await announce(tx);
  });
}

/** Queues a test event, one at a time, to show whether the receiver understands it. */
export async function sendTest(audit: ActorAudit, webhook: FoundWebhook): Promise<WebhookDelivery> {
  const { actor } = audit;
  const trace = currentRequest()?.trace ?? null;
  return transaction(async (tx) => {
    const current = await lockSender(tx, actor, webhook);
    const { id: webhookId, namespace } = current;
    const waiting = { webhookId, event: "test", state: "pending", attempts: 0 } as const;
    if (await tx.webhookDelivery.findFirst({ where: waiting, select: { id: true } }))
      throw new Invalid({ form: "A test is already waiting to be sent. Wait for its result." });

    const delivery = await tx.webhookDelivery.create({
      data: { webhookId, tryAfter: new Date(), trace, ...testEvent(actor, namespace) },
    });
    await recordChange(tx, audit, current, "test");
    await announce(tx);
    return delivery;
  });
}

function testEvent({ username }: Actor, { name, registry }: FoundNamespace) {
  const uuid = randomUUID();
  const body = {
    id: uuid,
    timestamp: new Date().toISOString(),
    action: "test",
    target: { repository: name ? `${name}/test` : "test", tag: "test" },
    request: { host: registry.hostname },
    actor: { name: username },
  };
  return { uuid, event: "test", subject: `by ${username}`, body: JSON.stringify(body) };
}

export async function pruneDeliveries(): Promise<number> {
  return db.$executeRaw`
    DELETE FROM webhook_deliveries WHERE created_at < now() - make_interval(days => ${keptDays}::int)`;
}

/** Locks a webhook and returns it, if it is enabled and the actor may send with it. */
async function lockSender(tx: Tx, actor: Actor, found: FoundWebhook): Promise<FoundWebhook> {
  const webhook = await lockWebhook(tx, actor, found);
  ensureCanManage(actor, webhook.namespace);
  if (webhook.disabledAt) throw new Invalid({ form: "The webhook is disabled. Enable it first." });
  return webhook;
}
