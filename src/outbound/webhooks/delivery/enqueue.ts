import type { Tx, Webhook } from "../../../platform/db/client.ts";
import { covers } from "../../../platform/patterns.ts";
import type { Trace } from "../../../platform/trace.ts";

/** An event in a namespace, as its webhooks receive it. */
export interface Notice {
  namespaceId: number;
  uuid: string; // of the registry's event
  event: "push" | "delete";
  subject: string;
  repository: string;
  tag: string | null;
  payload: unknown; // the body, as the registry sent it
  trace?: Trace | null; // of the request with the event
}

/** Queues a delivery of each event for each webhook of its namespace, in the transaction of the event. */
export async function enqueue(tx: Tx, notices: readonly Notice[]): Promise<void> {
  const namespaceIds = [...new Set(notices.map(({ namespaceId }) => namespaceId))];
  if (namespaceIds.length === 0) return;
  const webhooks = await tx.webhook.findMany({
    where: { namespaceId: { in: namespaceIds }, disabledAt: null },
    select: { id: true, namespaceId: true, events: true, repositories: true, tags: true },
  });
  if (webhooks.length === 0) return;

  const rows = notices.flatMap((notice) => {
    const { uuid, event, subject, payload, trace } = notice;
    return webhooks
      .filter((webhook) => webhook.namespaceId === notice.namespaceId && isWanted(webhook, notice))
      .map(({ id: webhookId }) => ({
        uuid,
        event,
        subject,
        webhookId,
        body: JSON.stringify(payload),
        trace,
      }));
  });
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO webhook_deliveries (webhook_id, uuid, event, subject, body, trace, try_after)
    SELECT "webhookId", uuid, event, subject, body, trace, date_trunc('milliseconds', now())
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS ("webhookId" int, uuid text, event text, subject text, body text, trace text)) WITH ORDINALITY
    ORDER BY ordinality
    ON CONFLICT (webhook_id, uuid) DO NOTHING`;
  await announce(tx);
}

/** Whether the filters of a webhook let an event pass. */
function isWanted(
  { events, repositories, tags }: Pick<Webhook, "events" | "repositories" | "tags">,
  { event, repository, tag }: Notice,
): boolean {
  if (!events.includes(event)) return false;
  if (repositories.length > 0 && !covers(repositories, repository)) return false;
  return tags.length === 0 || (tag !== null && covers(tags, tag));
}

/** Wakes the workers of all replicas. */
export async function announce(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('deliveries_arrived', '')`;
}
