import type { Tx } from "../../../platform/db/client.ts";

/** An event in a namespace, as its webhooks receive it. */
export interface Notice {
  namespaceId: number;
  uuid: string; // of the registry's event
  event: "push" | "delete";
  subject: string;
  payload: unknown; // the body, as the registry sent it
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

  const rows = notices.flatMap(({ namespaceId, payload, ...notice }) =>
    webhooks
      .filter((webhook) => webhook.namespaceId === namespaceId)
      .map(({ id: webhookId }) => ({ ...notice, webhookId, body: JSON.stringify(payload) })),
  );
  await tx.$executeRaw`
    INSERT INTO webhook_deliveries (webhook_id, uuid, event, subject, body, try_after)
    SELECT "webhookId", uuid, event, subject, body, date_trunc('milliseconds', now())
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS ("webhookId" int, uuid text, event text, subject text, body text)) WITH ORDINALITY
    ORDER BY ordinality
    ON CONFLICT (webhook_id, uuid) DO NOTHING`;
  await announce(tx);
}

/** Wakes the workers of all replicas. */
export async function announce(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('deliveries_arrived', '')`;
}
