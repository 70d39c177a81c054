import { setTimeout as pause } from "node:timers/promises";
import { db, Prisma, preferIndexes } from "../../platform/db/client.ts";
import { log } from "../../platform/log.ts";
import { applySet } from "./apply-set.ts";
import type { ReadyEvent } from "./prepare.ts";
import { claim, type DueEvent, postpone } from "./queue.ts";

let onDeletionApplied = () => {};

/** Registers what to call as soon as a deletion is applied, even if other events are still pending. */
export function onDeletion(listener: () => void): void {
  onDeletionApplied = listener;
}

const setSize = 1_000; // events
const maxRepositories = 300; // each is a lock, and Postgres has room for some thousands
const maxPayloads = 4 * 1024 * 1024; // bytes of a set; one event can have 64 kB

const lanes = 2; // Postgres writes the set of one lane while Portus works on that of another

/**
 * Applies the events that are due, oldest first; returns how many were settled. Only one process and one lane at a time
 * apply the events of a repository, in order, and their outcome commits with their effects: exactly once. Throws only if
 * no lane settled anything: otherwise the caller has work to announce, and calls again.
 */
export async function applyPending(limit = 5_000): Promise<number> {
  const all = Array.from({ length: lanes }, (_, lane) => applyLane(lane, limit / lanes));
  const ended = await Promise.allSettled(all);
  const settled = ended.reduce((sum, it) => sum + (it.status === "fulfilled" ? it.value : 0), 0);
  const failed = ended.find((it) => it.status === "rejected");
  if (failed && settled === 0) throw failed.reason;
  return settled;
}

/** Each lane has its own repositories, so that the lanes do not wait for each other. */
async function applyLane(lane: number, limit: number): Promise<number> {
  const busy = new Set<string>();
  let settled = 0;
  while (settled < limit) {
    const due = await findDue(
      Prisma.sql`abs(hashtext(repository) % ${lanes}::int) = ${lane} AND repository <> ALL (${[...busy]}::text[])`,
    );
    if (due.length === 0) break;
    settled += await applyDue(due, busy);
  }
  return settled;
}

/** The events that were due first, in order, as many as a set may have. */
async function findDue(where: Prisma.Sql): Promise<DueEvent[]> {
  const due = await db.$transaction(async (tx) => {
    await preferIndexes(tx);
    return tx.$queryRaw<(DueEvent & { size: number })[]>`
      SELECT id, repository, size FROM (
        SELECT id, repository, occurred_at, octet_length(payload::text) AS size FROM registry_events
        WHERE try_after <= now() AND ${where} ORDER BY try_after LIMIT ${setSize}
      ) due ORDER BY occurred_at, id`;
  });
  const repositories = new Set<string>();
  const set: DueEvent[] = [];
  let payloads = 0;
  for (const { id, repository, size } of due) {
    if (repositories.size === maxRepositories && !repositories.has(repository)) continue;
    repositories.add(repository);
    set.push({ id, repository });
    payloads += size;
    if (payloads >= maxPayloads) break;
  }
  return set;
}

/** Applies the due events of one repository. Until the deadline it waits for a process that is applying some. */
export async function applyPendingOf(repository: string, deadline: number): Promise<void> {
  while (Date.now() < deadline) {
    const due = await findDue(Prisma.sql`repository = ${repository}`);
    if (due.length === 0) return;
    const busy = new Set<string>();
    await applyDue(due, busy);
    if (busy.size > 0) await pause(busyPauseMs);
  }
}

const busyPauseMs = 20;

/**
 * Applies all in one transaction. If that fails, the first half and then the second, so that one bad event stops no other.
 * Adds the repositories of which another process is applying events to `busy` and leaves them out.
 */
async function applyDue(due: readonly DueEvent[], busy: Set<string>): Promise<number> {
  const free = due.filter(({ repository }) => !busy.has(repository));
  const [first] = free;
  if (!first) return 0;
  try {
    return await applyTogether(free, busy);
  } catch (error) {
    if (free.length === 1) return postpone(first.id, error);
  }
  const half = Math.ceil(free.length / 2);
  const settled = await applyDue(free.slice(0, half), busy);
  return settled + (await applyDue(free.slice(half), busy));
}

/** Without transaction() of db/client.ts, which announces changes of access: events change none and are many. */
async function applyTogether(due: readonly DueEvent[], busy: Set<string>): Promise<number> {
  const claimed = await db.$transaction(
    async (tx) => {
      await preferIndexes(tx);
      const it = await claim(tx, due);
      return { ...it, applied: it.events.length > 0 ? await applySet(tx, it.events) : [] };
    },
    { timeout: 30_000, maxWait: 10_000 },
  );
  for (const repository of claimed.busy) busy.add(repository);
  claimed.applied.forEach(logChange);
  if (claimed.events.some(({ event }) => event?.action === "delete")) onDeletionApplied();
  return claimed.events.length;
}

/** One line for each tag, which is what people push and delete. */
function logChange({ event, agent }: ReadyEvent): void {
  const { repository, tag } = event.target;
  if (!tag) return;
  log.info(
    { user: agent.username, repository, tag },
    event.action === "push" ? "pushed" : "deleted",
  );
}
