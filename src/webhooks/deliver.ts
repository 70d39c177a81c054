import { db } from "../db/client.ts";
import { log } from "../log.ts";
import { compose } from "./request.ts";
import { type Attempt, attempt } from "./send.ts";

const lease = "1 minute"; // after which another replica takes over what one left unsettled
const window = 500; // deliveries looked at to find some for different webhooks
const seconds = [10, 60, 300, 1_800]; // before the second attempt, the third …

export interface Due {
  id: number;
  webhookId: number;
  uuid: string;
  event: string;
  body: string;
  attempts: number; // with this one
}

/** Takes on what is due: of each webhook the oldest, and nothing of those that are busy. */
export async function claim(busy: readonly number[], most: number): Promise<Due[]> {
  return db.$queryRaw`
    UPDATE webhook_deliveries d
    SET attempts = d.attempts + 1, attempted_at = now(), try_after = now() + ${lease}::interval
    FROM (
      SELECT id FROM webhook_deliveries WHERE try_after <= now() AND id IN (
        SELECT DISTINCT ON (webhook_id) id FROM (
          SELECT id, webhook_id, try_after FROM webhook_deliveries
          WHERE try_after <= now() AND webhook_id <> ALL (${busy}::int[])
          ORDER BY try_after, webhook_id LIMIT ${window}
        ) due ORDER BY webhook_id, try_after, id
      )
      ORDER BY try_after LIMIT ${most} FOR UPDATE SKIP LOCKED
    ) mine
    WHERE d.id = mine.id
    RETURNING d.id, d.webhook_id AS "webhookId", d.uuid, d.event, d.body, d.attempts`;
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
  { id, attempts }: Due,
  requestHeaders: Record<string, string>,
  { final, ...outcome }: Attempt,
): Promise<void> {
  const wait = final ? undefined : seconds[attempts - 1];
  const again = outcome.error !== null && wait !== undefined;
  const state = again ? "pending" : outcome.error === null ? "sent" : "failed";
  const tryAfter = again ? new Date(Date.now() + wait * 1000) : null;
  await db.webhookDelivery.updateMany({
    where: { id, attempts, state: "pending" },
    data: { ...outcome, requestHeaders, state, tryAfter },
  });
}
