import { setTimeout as pause } from "node:timers/promises";
import { db, Prisma } from "../../platform/db/client.ts";
import { applyInOrder } from "./apply-events.ts";
import { claim, postpone, settle } from "./queue.ts";

let deletionApplied = () => {};

/** Calls back as soon as a deletion is applied, however many events are still to be applied. */
export function onDeletion(listener: () => void): void {
  deletionApplied = listener;
}

const window = 500; // events looked at in one go

/**
 * Applies what is due, oldest first; says how much was settled. Each repository's events are applied by one replica
 * at a time, in the order of their times, together with the note that they are: once and never twice.
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
      WHERE try_after <= now() ${others} ORDER BY try_after LIMIT ${window}
    ) due ORDER BY occurred_at, id`;

  const byRepository = new Map<string, bigint[]>();
  for (const { id, repository } of due)
    byRepository.set(repository, [...(byRepository.get(repository) ?? []), id]);
  return byRepository;
}

/** Applies the due events of one repository. Waits while another process applies some, until the deadline. */
export async function applyPendingOf(repository: string, deadline: number): Promise<void> {
  while (Date.now() < deadline) {
    const due = await db.$queryRaw<{ id: bigint }[]>`
      SELECT id FROM registry_events
      WHERE try_after <= now() AND repository = ${repository} ORDER BY occurred_at, id LIMIT ${window}`;
    if (due.length === 0) return;
    const ids = due.map(({ id }) => id);
    if ((await applyRepository(repository, ids)) === "busy") await pause(busyPauseMs);
  }
}

const busyPauseMs = 20;

/** All of them in one transaction; if one spoils it, each in its own, so that it spoils nothing but itself. */
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

/** Not transaction() of db/client.ts: events change nobody's rights, and come by the thousand. */
async function applyTogether(repository: string, ids: bigint[]): Promise<number | "busy"> {
  const arrivals = await db.$transaction(
    async (tx) => {
      const claimed = await claim(tx, repository, ids);
      if (claimed !== "busy") await settle(tx, await applyInOrder(tx, claimed));
      return claimed;
    },
    { timeout: 30_000, maxWait: 10_000 },
  );
  if (arrivals === "busy") return arrivals;
  if (arrivals.some(({ event }) => event?.action === "delete")) deletionApplied();
  return arrivals.length;
}
