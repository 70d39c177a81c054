import { db, type Tx } from "../../platform/db/client.ts";
import { locks, tryLocks } from "../../platform/db/locks.ts";
import { errorMessage } from "../../platform/error-fields.ts";
import { type Queue, retryLater } from "../../platform/jobs/lease.ts";
import type { Trace } from "../../platform/trace.ts";
import { type RegistryEvent, readEvent } from "./schemas.ts";

export interface PendingEvent {
  id: bigint;
  at: string; // UTC, to the microsecond: finer than Date
  eventId: string;
  attempts: number; // made before this one
  receivedAt: Date;
  senderId: number | null; // the registry whose own secret it came with; null: the environment's
  trace: Trace | null; // of the request with it
  payload: unknown; // as it came
  event: RegistryEvent | null; // null if it is unreadable
}

export interface DueEvent {
  id: bigint;
  repository: string;
}

/**
 * Claims those of the events that are still pending, in order, by the locks of their repositories. Returns the
 * repositories of which another process is applying events, too.
 */
export async function claim(
  tx: Tx,
  due: readonly DueEvent[],
): Promise<{ events: PendingEvent[]; busy: string[] }> {
  const repositories = [...new Set(due.map(({ repository }) => repository))];
  const held = await tryLocks(tx, repositories.map(locks.events));
  const isHeld = (repository: string) => held.has(locks.events(repository));
  const ids = due.filter(({ repository }) => isHeld(repository)).map(({ id }) => id);

  const rows = await tx.$queryRaw<Omit<PendingEvent, "event">[]>`
    SELECT id, event_id AS "eventId", attempts, received_at AS "receivedAt", sender_id AS "senderId", trace, payload, to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
    FROM registry_events
    WHERE id = ANY(${ids}::bigint[]) AND state = 'pending' ORDER BY occurred_at, id`;
  const events = rows.map((row) => ({ ...row, event: readEvent(row.payload) }));
  return { events, busy: repositories.filter((repository) => !isHeld(repository)) };
}

export type Outcome =
  | { id: bigint; state: "applied"; reason?: undefined }
  | { id: bigint; state: "ignored" | "failed"; reason: string }
  | { id: bigint; state: "waiting"; reason: string }; // retried soon, ignored after the last attempt

export function ignored(id: bigint, reason: string): Outcome {
  return { id, state: "ignored", reason };
}

/** Pending events. They need no claim: the process that applies them holds the lock of their repository. */
export const eventQueue: Queue = {
  table: "registry_events",
  key: ["id"],
  due: "try_after",
  attempts: "attempts",
  countedAt: "failure",
  fence: "attempts",
  error: "reason",
  leaseSeconds: 0,
  retrySeconds: [1, 5, 30, 120, 600, 1_800, 3_600],
  endless: false,
};

/** Stores the outcomes of events, in the transaction of their effects. */
export async function settle(tx: Tx, outcomes: readonly Outcome[]): Promise<void> {
  const settled = outcomes.filter(({ state }) => state !== "waiting");
  await retrySoon(
    tx,
    outcomes.filter(({ state }) => state === "waiting"),
  );
  if (settled.length === 0) return;
  const ids = settled.map(({ id }) => id);
  const states = settled.map(({ state }) => state);
  const reasons = settled.map(({ reason }) => reason ?? null);
  await tx.$executeRaw`
    UPDATE registry_events e
    SET state = o.state, reason = o.reason, attempts = attempts + 1, try_after = NULL, settled_at = now()
    FROM unnest(${ids}::bigint[], ${states}::"EventState"[], ${reasons}::text[]) AS o (id, state, reason)
    WHERE e.id = o.id`;
}

/** Gives the lookup that an event requested time to be answered. The third attempt is the last. */
async function retrySoon(tx: Tx, outcomes: readonly Outcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  const ids = outcomes.map(({ id }) => id);
  const reasons = outcomes.map(({ reason }) => reason ?? null);
  await tx.$executeRaw`
    UPDATE registry_events e SET attempts = attempts + 1, reason = o.reason,
      state = CASE WHEN attempts >= 2 THEN 'ignored'::"EventState" ELSE state END,
      try_after = CASE WHEN attempts < 2 THEN now() + (attempts + 1) * interval '15 seconds' END,
      settled_at = CASE WHEN attempts >= 2 THEN now() END
    FROM unnest(${ids}::bigint[], ${reasons}::text[]) AS o (id, reason) WHERE e.id = o.id`;
}

/** An event that could not be applied is retried later; after the last attempt it waits for an admin. */
export async function postpone(id: bigint, error: unknown): Promise<number> {
  const reason = `Applying it failed: ${sentence(error)}`;
  const event = await db.registryEvent.findUnique({ where: { id, state: "pending" } });
  if (!event) return 0;
  const { attempts } = event;
  if (await retryLater(eventQueue, { key: [id], attempts }, { error: reason })) return 1;
  const failed = { state: "failed", reason, tryAfter: null, settledAt: new Date() } as const;
  const { count } = await db.registryEvent.updateMany({
    where: { id, state: "pending", attempts },
    data: { ...failed, attempts: attempts + 1 },
  });
  return count;
}

function sentence(error: unknown): string {
  return errorMessage(error).trim().split("\n").at(-1)?.slice(0, 500) ?? "no reason was given";
}
