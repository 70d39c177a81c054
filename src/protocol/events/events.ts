import { db, type EventState } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";

/** Counts of events, and how far applying them lags behind, for the admin's overview. */
export async function eventsOverview() {
  const [row] = await db.$queryRaw<
    { pending: number; lag: number; failed: number; applied: number; newest: Date | null }[]
  >`
    SELECT
      (SELECT count(*)::int FROM registry_events WHERE try_after IS NOT NULL) AS pending,
      (SELECT coalesce(extract(epoch FROM now() - min(received_at)), 0)::int
         FROM registry_events WHERE try_after IS NOT NULL) AS lag,
      (SELECT count(*)::int FROM registry_events WHERE state = 'failed') AS failed,
      (SELECT count(*)::int FROM registry_events
         WHERE settled_at >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AND state = 'applied') AS applied,
      (SELECT received_at FROM registry_events ORDER BY id DESC LIMIT 1) AS newest`;
  return {
    pending: row?.pending ?? 0,
    lagSeconds: row?.lag ?? 0,
    failed: row?.failed ?? 0,
    appliedToday: row?.applied ?? 0,
    newestAt: row?.newest ?? null,
  };
}

export type Unapplied = Extract<EventState, "failed" | "ignored">;

export type UnappliedEvent = Awaited<ReturnType<typeof unappliedEvents>>["events"][number];

const size = 50;

/** Failed or ignored events, newest first: those before an id, or those just after one. */
export async function unappliedEvents(
  state: Unapplied,
  { before, after }: { before?: bigint | undefined; after?: bigint | undefined } = {},
) {
  const rows = await db.registryEvent.findMany({
    where: { state, id: { ...(before && { lt: before }), ...(after && { gt: after }) } },
    orderBy: { id: after ? "asc" : "desc" },
    take: size + 1,
    omit: { eventId: true },
  });
  const more = rows.length > size;
  const events = rows.slice(0, size);
  if (after) events.reverse();
  return {
    events,
    older: after || more ? events.at(-1)?.id : undefined,
    newer: before || (after && more) ? events[0]?.id : undefined,
  };
}

/** Retries an event that failed or was ignored. */
export async function retryEvent(id: bigint): Promise<void> {
  const { count } = await db.registryEvent.updateMany({
    where: { id, state: { in: ["failed", "ignored"] } },
    data: pendingAgain(),
  });
  if (count === 0) throw new NotFound("failed or ignored event");
  await announce();
}

/** Retries all failed events. */
export async function retryFailedEvents(): Promise<number> {
  const { count } = await db.registryEvent.updateMany({
    where: { state: "failed" },
    data: pendingAgain(),
  });
  await announce();
  return count;
}

const pendingAgain = () =>
  ({ state: "pending", attempts: 0, reason: null, settledAt: null, tryAfter: new Date() }) as const;

/** Wakes the workers of all replicas, which an INSERT does by itself and an UPDATE does not. */
async function announce(): Promise<void> {
  await db.$executeRaw`SELECT pg_notify('events_arrived', '')`;
}
