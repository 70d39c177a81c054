import { db } from "../../../platform/db/client.ts";
import { errorMessage } from "../../../platform/error-fields.ts";
import { claimAssignments, type Queue, retryLater } from "../../../platform/jobs/lease.ts";
import { log } from "../../../platform/log.ts";
import { counter } from "../../../platform/metrics/metrics.ts";
import type { Trace } from "../../../platform/trace.ts";
import { compose } from "./request.ts";
import { type Attempt, attempt } from "./send.ts";

export const deliveryQueue: Queue = {
  table: "webhook_deliveries",
  key: ["id"],
  due: "try_after",
  attempts: "attempts",
  countedAt: "claim",
  fence: "attempts",
  error: "error",
  leaseSeconds: 20, // an attempt takes at most 10; after a killed replica its receiver waits this long
  retrySeconds: [10, 60, 300, 1_800],
  endless: false,
};

const calls = counter({
  name: "portus_webhook_deliveries_total",
  help: "Attempts to call webhooks. `retrying` will be tried again, `failed` will not.",
  labels: { outcome: ["sent", "retrying", "failed"] },
});

const maxPerNamespace = 4; // webhooks of one namespace at a time, so that slow receivers do not block other namespaces

export interface DueDelivery {
  id: bigint;
  webhookId: number;
  uuid: string;
  event: string;
  body: string;
  attempts: number; // with this one
  trace: Trace | null; // of the request that caused it
}

/**
 * Claims the oldest due delivery of each webhook that no replica is serving, least recently served first, at most 4 per
 * namespace, so that hung receivers cannot starve others.
 */
export async function claimDueDeliveries(max: number): Promise<DueDelivery[]> {
  return db.$queryRaw`
    WITH busy AS (
      SELECT namespace_id, count(*) AS webhooks FROM webhooks WHERE busy_until > now() GROUP BY namespace_id
    ), turns AS (
      SELECT w.id, coalesce(busy.webhooks, 0)
        + row_number() OVER (PARTITION BY namespace_id ORDER BY w.served_at NULLS FIRST, w.id) AS turn
      FROM webhooks w LEFT JOIN busy USING (namespace_id)
      WHERE coalesce(w.busy_until <= now(), true)
        AND w.id IN (SELECT webhook_id FROM webhook_deliveries WHERE try_after <= now())
    ), free AS (
      SELECT w.id FROM webhooks w JOIN turns USING (id)
      WHERE turn <= ${maxPerNamespace} AND coalesce(w.busy_until <= now(), true)
      ORDER BY w.served_at NULLS FIRST, w.id LIMIT ${max} FOR UPDATE OF w SKIP LOCKED
    ), mine AS (
      SELECT oldest.id FROM free CROSS JOIN LATERAL (
        SELECT id FROM webhook_deliveries WHERE webhook_id = free.id AND try_after <= now()
        ORDER BY try_after, id LIMIT 1) oldest
    ), taken AS (
      UPDATE webhook_deliveries AS job SET ${claimAssignments(deliveryQueue)}, attempted_at = now()
      FROM mine WHERE job.id = mine.id AND job.try_after <= now()
      RETURNING job.id, job.webhook_id AS "webhookId", job.uuid, job.event, job.body, job.attempts, job.try_after, job.trace
    ), leased AS (
      UPDATE webhooks SET busy_until = taken.try_after, served_at = now() FROM taken WHERE webhooks.id = "webhookId"
    )
    SELECT id, "webhookId", uuid, event, body, attempts, trace FROM taken`;
}

/** Makes one delivery and records the result. If that fails, the lease expires and the delivery is made again. */
export async function deliver(due: DueDelivery): Promise<void> {
  try {
    await deliverTo(due);
  } catch (error) {
    log.error({ err: error, delivery: due.id }, "a webhook delivery failed unexpectedly");
  }
}

async function deliverTo(due: DueDelivery): Promise<void> {
  const webhook = await db.webhook.findUnique({
    where: { id: due.webhookId },
    include: { headers: true },
  });
  if (!webhook) return; // it was deleted, and the delivery with it
  if (webhook.disabledAt)
    return settle(due, {}, notSent("The webhook was disabled before this was sent."));

  const composed = safely(() => compose(webhook, due));
  if (composed instanceof Error) return settle(due, {}, notSent(composed.message));
  await settle(due, composed.shownHeaders, await attempt(composed));
}

/** Returns an error instead of throwing it: unsealing fails if PORTUS_SECRET changed. */
function safely<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(errorMessage(error));
  }
}

function notSent(error: string): Attempt {
  const nothing = { status: null, responseHeaders: {}, responseBody: "", durationMs: 0 };
  return { ...nothing, error, final: true };
}

/** Records the result, unless another replica has taken over the delivery: then its result counts. */
async function settle(
  { id, webhookId, attempts }: DueDelivery,
  requestHeaders: Record<string, string>,
  { final, ...outcome }: Attempt,
): Promise<void> {
  const { error } = outcome;
  const { count, state } = await db.$transaction(async (tx) => {
    const retried =
      error !== null &&
      !final &&
      (await retryLater(deliveryQueue, { key: [id], attempts }, { error, tx }));
    const state = error === null ? ("sent" as const) : ("failed" as const);
    const ended = { state, tryAfter: null };
    const { count } = await tx.webhookDelivery.updateMany({
      where: { id, attempts, state: "pending" },
      data: { ...outcome, requestHeaders, ...(retried ? {} : ended) },
    });
    return { count, state: retried ? "retrying" : state };
  });
  calls.add({ outcome: state });
  if (count > 0)
    await db.$executeRaw`UPDATE webhooks SET busy_until = NULL WHERE id = ${webhookId}`;
}
