import { db } from "../db/client.ts";
import { log } from "../log.ts";
import { compose } from "./request.ts";
import { type Attempt, attempt } from "./send.ts";

const lease = "1 minute"; // after which another replica takes over what one left unsettled
const window = 500; // deliveries looked at to find some for different webhooks
const atOnceOfOne = 4; // webhooks of one namespace: however many are slow, others get their turn
const seconds = [10, 60, 300, 1_800]; // before the second attempt, the third …

export interface Due {
  id: number;
  webhookId: number;
  uuid: string;
  event: string;
  body: string;
  attempts: number; // with this one
}

/** Takes on what is due: of each webhook the oldest, and nothing of those that some replica is telling something. */
export async function claim(most: number): Promise<Due[]> {
  return db.$queryRaw`
    WITH busy AS (
      SELECT namespace_id, count(*) AS webhooks FROM webhooks WHERE busy_until > now() GROUP BY namespace_id
    ), due AS (
      SELECT d.id, d.webhook_id, d.try_after, w.namespace_id, coalesce(busy.webhooks, 0) AS busy
      FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id LEFT JOIN busy USING (namespace_id)
      WHERE d.try_after <= now() AND coalesce(w.busy_until <= now(), true)
        AND coalesce(busy.webhooks, 0) < ${atOnceOfOne}
      ORDER BY d.try_after, d.webhook_id LIMIT ${window}
    ), oldest AS (
      SELECT DISTINCT ON (webhook_id) * FROM due ORDER BY webhook_id, try_after, id
    ), turns AS (
      SELECT *, busy + row_number() OVER (PARTITION BY namespace_id ORDER BY try_after, id) AS turn FROM oldest
    ), mine AS (
      SELECT turns.id FROM turns JOIN webhooks w ON w.id = turns.webhook_id
      WHERE turn <= ${atOnceOfOne} AND coalesce(w.busy_until <= now(), true)
      ORDER BY try_after LIMIT ${most} FOR UPDATE OF w SKIP LOCKED
    ), taken AS (
      UPDATE webhook_deliveries d
      SET attempts = d.attempts + 1, attempted_at = now(), try_after = now() + ${lease}::interval
      FROM mine WHERE d.id = mine.id AND d.try_after <= now()
      RETURNING d.id, d.webhook_id AS "webhookId", d.uuid, d.event, d.body, d.attempts
    ), leased AS (
      UPDATE webhooks SET busy_until = now() + ${lease}::interval FROM taken WHERE webhooks.id = "webhookId"
    )
    SELECT * FROM taken`;
}

/** Makes one delivery, and notes what came of it; where even that breaks, the lease runs out and it is made again. */
export async function deliver(due: Due): Promise<void> {
  try {
    await deliverTo(due);
  } catch (error) {
    log.error({ err: error, delivery: due.id }, "a delivery of a webhook broke");
  }
}

async function deliverTo(due: Due): Promise<void> {
  const webhook = await db.webhook.findUnique({
    where: { id: due.webhookId },
    include: { headers: true },
  });
  if (!webhook) return; // deleted since, and the delivery with it
  if (webhook.disabledAt)
    return settle(due, {}, nothingSent("The webhook was disabled before this was sent."));

  const composed = safely(() => compose(webhook, due));
  if (composed instanceof Error) return settle(due, {}, nothingSent(composed.message));
  await settle(due, composed.told, await attempt(composed));
}

/** What was sealed may not open any more. */
function safely<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function nothingSent(error: string): Attempt {
  const nothing = { status: null, responseHeaders: {}, responseBody: "", durationMs: 0 };
  return { ...nothing, error, final: true };
}

/** Whoever took a delivery over from us has counted another attempt, and what they find is what holds. */
async function settle(
  { id, webhookId, attempts }: Due,
  requestHeaders: Record<string, string>,
  { final, ...outcome }: Attempt,
): Promise<void> {
  const wait = final ? undefined : seconds[attempts - 1];
  const again = outcome.error !== null && wait !== undefined;
  const state = again ? "pending" : outcome.error === null ? "sent" : "failed";
  const tryAfter = again ? new Date(Date.now() + wait * 1000) : null;
  const { count } = await db.webhookDelivery.updateMany({
    where: { id, attempts, state: "pending" },
    data: { ...outcome, requestHeaders, state, tryAfter },
  });
  if (count > 0)
    await db.$executeRaw`UPDATE webhooks SET busy_until = NULL WHERE id = ${webhookId}`;
}
