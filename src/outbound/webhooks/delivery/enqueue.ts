import type { Tx } from "../../../platform/db/client.ts";

/** An event in a namespace, as its webhooks receive it. */
export interface Notice {
  namespaceId: number;
  uuid: string; // of the registry's event
  event: "push" | "delete";
  subject: string;
  body: string; // JSON
}

/** Queues a delivery of each event for each webhook of its namespace, in the transaction of the event. */
export async function enqueue(tx: Tx, notices: readonly Notice[]): Promise<void> {
  const namespaceIds = [...new Set(notices.map(({ namespaceId }) => namespaceId))];
  if (namespaceIds.length === 0) return;
  const webhooks = await tx.webhook.findMany({
    where: { namespaceId: { in: namespaceIds }, disabledAt: null },
    select: { id: true, namespaceId: true },
  });
  if (webhooks.length === 0) return;

  const tryAfter = new Date();
  const data = notices.flatMap(({ namespaceId, ...notice }) =>
    webhooks
      .filter((webhook) => webhook.namespaceId === namespaceId)
      .map(({ id: webhookId }) => ({ ...notice, webhookId, tryAfter })),
  );
  await tx.webhookDelivery.createMany({ data, skipDuplicates: true });
  await announce(tx);
}

/** Wakes the workers of all replicas. */
export async function announce(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('deliveries_arrived', '')`;
}
