import { db, Prisma } from "../../platform/db/client.ts";

/** An enabled webhook whose receiver has refused or missed everything since a time. */
export interface FailingWebhook {
  id: number;
  namespaceId: number;
  name: string;
  since: Date;
  failures: number; // deliveries since the last that arrived, at most 100
  reason: string;
}

const minAttempts = 3; // of a delivery that is still being retried

/**
 * The failing webhooks among some, or of the namespaces in question: no delivery has arrived after the last that failed.
 * It takes no actor: callers ask for what they have found for one.
 */
export async function failingWebhooks(
  which: { ids: readonly number[] } | { namespaceIds: readonly number[] } | "all",
): Promise<FailingWebhook[]> {
  return db.$queryRaw<FailingWebhook[]>`
    SELECT w.id, w.namespace_id AS "namespaceId", w.name, first.since, first.failures,
      coalesce(failed.error, 'HTTP status ' || failed.status, 'no reason') AS reason
    FROM webhooks w
    CROSS JOIN LATERAL (${lastFailed}) AS failed
    LEFT JOIN LATERAL (
      SELECT id FROM webhook_deliveries WHERE webhook_id = w.id AND state = 'sent' ORDER BY id DESC LIMIT 1
    ) AS sent ON TRUE
    CROSS JOIN LATERAL (
      SELECT min(created_at) AS since, count(*)::int AS failures FROM (
        SELECT created_at FROM webhook_deliveries
        WHERE webhook_id = w.id AND id > coalesce(sent.id, 0) AND (state = 'failed' OR attempts >= ${minAttempts})
        ORDER BY id LIMIT 100
      ) AS those
    ) AS first
    WHERE w.disabled_at IS NULL AND failed.id > coalesce(sent.id, 0) AND ${conditionOf(which)}
    ORDER BY first.since, w.id LIMIT 1000`;
}

const lastFailed = Prisma.sql`
  SELECT id, error, status FROM (
    (SELECT id, error, status FROM webhook_deliveries
      WHERE webhook_id = w.id AND state = 'failed' ORDER BY id DESC LIMIT 1)
    UNION ALL
    (SELECT id, error, status FROM (
      SELECT id, error, status, attempts FROM webhook_deliveries
      WHERE webhook_id = w.id AND state = 'pending' ORDER BY id LIMIT 1) AS oldest
      WHERE attempts >= ${minAttempts})
  ) AS either ORDER BY id DESC LIMIT 1`;

function conditionOf(which: Parameters<typeof failingWebhooks>[0]): Prisma.Sql {
  if (which === "all") return Prisma.sql`TRUE`;
  return "ids" in which
    ? Prisma.sql`w.id = ANY(${which.ids}::int[])`
    : Prisma.sql`w.namespace_id = ANY(${which.namespaceIds}::int[])`;
}
