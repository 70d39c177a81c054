import { db, type EventState } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";

/** How the notifications are doing, for the admin's overview. */
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

export type SetAside = Extract<EventState, "failed" | "ignored">;

export type EventSetAside = Awaited<ReturnType<typeof eventsSetAside>>["events"][number];

const size = 50;

/** Events that were set aside, newest first: those before an id, or those just after one. */
export async function eventsSetAside(
  state: SetAside,
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

/** Sends an event that was set aside back to be applied. */
export async function retryEvent(id: bigint): Promise<void> {
  const { count } = await db.registryEvent.updateMany({
    where: { id, state: { in: ["failed", "ignored"] } },
    data: anew(),
  });
  if (count === 0) throw new NotFound("event that was set aside");
  await announce();
}

/** Sends all failed events back to be applied. */
export async function retryFailedEvents(): Promise<number> {
  const { count } = await db.registryEvent.updateMany({
    where: { state: "failed" },
    data: anew(),
  });
  await announce();
  return count;
}

const anew = () =>
  ({ state: "pending", attempts: 0, reason: null, settledAt: null, tryAfter: new Date() }) as const;

/** Workers of all replicas wake to arrivals; these come back without an INSERT, which is what tells them. */
async function announce(): Promise<void> {
  await db.$executeRaw`SELECT pg_notify('events_arrived', '')`;
}
