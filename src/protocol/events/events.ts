import { record } from "../../history/record.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { db, type EventState, type Prisma, type Tx } from "../../platform/db/client.ts";
import { ensure, Invalid, NotFound } from "../../platform/errors.ts";
import { plural } from "../../platform/plural.ts";
import { textFailures } from "./classify.ts";
import { retryRefusal, unreadablePrefix } from "./envelope.ts";
import { canReadEvents, canRetryEvents } from "./policy.ts";

/**
 * How many events there are in each state, and how long the oldest has been waiting. It needs no actor: the numbers name
 * nothing, and only pages for admins show them.
 */
export async function eventsOverview() {
  const [counts, [row]] = await Promise.all([
    eventsToHandle(),
    db.$queryRaw<{ applied: number; newest: Date | null }[]>`
      SELECT
        (SELECT count(*)::int FROM registry_events
           WHERE settled_at >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AND state = 'applied') AS applied,
        (SELECT received_at FROM registry_events ORDER BY id DESC LIMIT 1) AS newest`,
  ]);
  return { ...counts, appliedToday: row?.applied ?? 0, newestAt: row?.newest ?? null };
}

/** The same of the events that wait or have failed, which are few. */
export async function eventsToHandle() {
  const [row] = await db.$queryRaw<
    {
      pending: number;
      lag: number;
      failed: number;
      failedSince: Date | null;
      retriable: number;
    }[]
  >`
    SELECT
      (SELECT count(*)::int FROM registry_events WHERE try_after IS NOT NULL) AS pending,
      (SELECT coalesce(extract(epoch FROM now() - min(received_at)), 0)::int
         FROM registry_events WHERE try_after IS NOT NULL) AS lag,
      (SELECT count(*)::int FROM registry_events WHERE state = 'failed') AS failed,
      (SELECT received_at FROM registry_events WHERE state = 'failed' ORDER BY id LIMIT 1) AS "failedSince",
      (SELECT count(*)::int FROM registry_events
         WHERE state = 'failed' AND event_id NOT LIKE ${`${unreadablePrefix}%`}
           AND reason <> ALL (${Object.values(textFailures)}::text[])) AS retriable`;
  return {
    pending: row?.pending ?? 0,
    lagSeconds: row?.lag ?? 0,
    failed: row?.failed ?? 0,
    failedSince: row?.failedSince ?? null,
    failedRetriable: row?.retriable ?? 0,
  };
}

export type Unapplied = Extract<EventState, "failed" | "ignored">;

export type UnappliedEvent = Awaited<ReturnType<typeof unappliedEvents>>["events"][number];

const size = 50;

/** Failed or ignored events, newest first: those before an id, or those just after one. */
export async function unappliedEvents(
  actor: Actor,
  state: Unapplied,
  { before, after }: { before?: bigint | undefined; after?: bigint | undefined } = {},
) {
  ensure(canReadEvents(actor), "Only admins can read events. Ask one of them.");
  const rows = await db.registryEvent.findMany({
    where: { state, id: { ...(before && { lt: before }), ...(after && { gt: after }) } },
    orderBy: { id: after ? "asc" : "desc" },
    take: size + 1,
  });
  const more = rows.length > size;
  const events = rows
    .slice(0, size)
    .map(({ eventId, ...event }) => ({ ...event, canRetry: !retryRefusal({ eventId, ...event }) }));
  if (after) events.reverse();
  return {
    events,
    older: after || more ? events.at(-1)?.id : undefined,
    newer: before || (after && more) ? events[0]?.id : undefined,
  };
}

/** Retries an event that failed or was ignored. Refuses one whose content makes it fail again. */
export async function retryEvent(audit: ActorAudit, id: bigint): Promise<void> {
  ensureCanRetry(audit.actor);
  await db.$transaction(async (tx) => {
    const [event] = await tx.registryEvent.updateManyAndReturn({
      where: { id, state: { in: ["failed", "ignored"] } },
      data: pendingAgain(),
    });
    if (!event) throw new NotFound("failed or ignored event");
    const refusal = retryRefusal(event);
    if (refusal) throw new Invalid({ form: refusal });
    const { action, repository } = event;
    await record(tx, audit, {
      key: "event.retry",
      subject: `event ${id}`,
      details: { action, repository },
    });
    await announce(tx);
  });
}

/** Retries all failed events of which a retry may succeed. Returns their number. */
export async function retryFailedEvents(audit: ActorAudit): Promise<number> {
  ensureCanRetry(audit.actor);
  return db.$transaction(async (tx) => {
    const { count } = await tx.registryEvent.updateMany({
      where: { state: "failed", NOT: failsAgain },
      data: pendingAgain(),
    });
    if (count === 0) return 0;
    const subject = plural(count, "failed event");
    await record(tx, audit, { key: "event.retry", subject, details: { count } });
    await announce(tx);
    return count;
  });
}

/** Moves a failed event to the ignored ones, where it is no longer a problem. */
export async function dismissEvent(audit: ActorAudit, id: bigint): Promise<void> {
  if ((await dismiss(audit, { id }, `event ${id}`)) === 0) throw new NotFound("failed event");
}

/** The same with all failed events of which a retry would fail again. Returns their number. */
export const dismissFailedEvents = (audit: ActorAudit): Promise<number> =>
  dismiss(audit, failsAgain);

async function dismiss(
  audit: ActorAudit,
  which: Prisma.RegistryEventWhereInput,
  name?: string,
): Promise<number> {
  ensure(canRetryEvents(audit.actor), "Only admins can dismiss events. Ask one of them.");
  return db.$transaction(async (tx) => {
    const { count } = await tx.registryEvent.updateMany({
      where: { ...which, state: "failed" },
      data: { state: "ignored", settledAt: new Date() },
    });
    if (count === 0) return 0;
    const subject = name ?? plural(count, "failed event");
    await record(tx, audit, { key: "event.dismiss", subject, details: { count } });
    return count;
  });
}

const failsAgain: Prisma.RegistryEventWhereInput = {
  OR: [
    { eventId: { startsWith: unreadablePrefix } },
    { reason: { in: Object.values(textFailures) } },
  ],
};

function ensureCanRetry(actor: Actor): void {
  ensure(canRetryEvents(actor), "Only admins can retry events. Ask one of them.");
}

const pendingAgain = () =>
  ({ state: "pending", attempts: 0, reason: null, settledAt: null, tryAfter: new Date() }) as const;

/** Wakes the workers of all replicas at the commit, which an INSERT does by itself and an UPDATE does not. */
async function announce(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('events_arrived', '')`;
}
