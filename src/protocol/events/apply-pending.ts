import { setTimeout as pause } from "node:timers/promises";
import { db, Prisma } from "../../platform/db/client.ts";
import { applyInOrder } from "./apply-in-order.ts";
import { claim, postpone, settle } from "./queue.ts";

let onDeletionApplied = () => {};

/** Registers what to call as soon as a deletion is applied, even if other events are still pending. */
export function onDeletion(listener: () => void): void {
  onDeletionApplied = listener;
}

const batchSize = 500; // events

/**
 * Applies the events that are due, oldest first; returns how many were settled. Only one replica at a time applies the
 * events of a repository, in order, and their outcome commits with their effects: exactly once.
 */
export async function applyPending(limit = 5_000): Promise<number> {
  const busy = new Set<string>();
  let settled = 0;
  while (settled < limit) {
    const due = await dueByRepository(busy);
    if (due.size === 0) break;
    for (const [repository, ids] of due) {
      const count = await applyRepository(repository, ids);
      if (count === "busy") busy.add(repository);
      else settled += count;
    }
  }
  return settled;
}

async function dueByRepository(busy: ReadonlySet<string>): Promise<Map<string, bigint[]>> {
  const others =
    busy.size > 0 ? Prisma.sql`AND repository NOT IN (${Prisma.join([...busy])})` : Prisma.empty;
  const due = await db.$queryRaw<{ id: bigint; repository: string }[]>`
    SELECT id, repository FROM (
      SELECT id, repository, occurred_at FROM registry_events
      WHERE try_after <= now() ${others} ORDER BY try_after LIMIT ${batchSize}
    ) due ORDER BY occurred_at, id`;

  const byRepository = new Map<string, bigint[]>();
  for (const { id, repository } of due)
    byRepository.set(repository, [...(byRepository.get(repository) ?? []), id]);
  return byRepository;
}

/** Applies the due events of one repository. Until the deadline it waits for a process that is applying some. */
export async function applyPendingOf(repository: string, deadline: number): Promise<void> {
  while (Date.now() < deadline) {
    const due = await db.$queryRaw<{ id: bigint }[]>`
      SELECT id FROM registry_events
      WHERE try_after <= now() AND repository = ${repository} ORDER BY occurred_at, id LIMIT ${batchSize}`;
    if (due.length === 0) return;
    const ids = due.map(({ id }) => id);
    if ((await applyRepository(repository, ids)) === "busy") await pause(busyPauseMs);
  }
}

const busyPauseMs = 20;

/** Applies all in one transaction or, if that fails, each in its own, so that one bad event stops no other. */
async function applyRepository(repository: string, ids: bigint[]): Promise<number | "busy"> {
  try {
    return await applyTogether(repository, ids);
  } catch (error) {
    const [only] = ids;
    if (ids.length === 1 && only !== undefined) return postpone(only, error);
  }
  let settled = 0;
  for (const id of ids) {
    const count = await applyRepository(repository, [id]);
    if (count === "busy") return count;
    settled += count;
  }
  return settled;
}

/** Without transaction() of db/client.ts, which announces changes of access: events change none and are many. */
async function applyTogether(repository: string, ids: bigint[]): Promise<number | "busy"> {
  const pending = await db.$transaction(
    async (tx) => {
      const claimed = await claim(tx, repository, ids);
      if (claimed !== "busy") await settle(tx, await applyInOrder(tx, claimed));
      return claimed;
    },
    { timeout: 30_000, maxWait: 10_000 },
  );
  if (pending === "busy") return pending;
  if (pending.some(({ event }) => event?.action === "delete")) onDeletionApplied();
  return pending.length;
}
