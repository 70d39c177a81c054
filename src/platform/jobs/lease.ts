import { db, Prisma, type Tx } from "../db/client.ts";
import { counter } from "../metrics/metrics.ts";

const failures = counter({
  name: "portus_job_failures_total",
  help: "Failed attempts of jobs, by queue. Most are retried.",
  labels: { queue: "any" },
});

/**
 * A table whose rows are jobs. One process at a time holds a row, by a lease that expires if the process dies. A failed
 * job is retried later, with its error on the row. All times are the database's, because clocks of replicas differ.
 */
export interface Queue {
  table: string;
  key: readonly string[]; // columns that identify a row
  due: string; // column: when the row may be claimed; null if it is done
  attempts: string; // column: counts attempts
  countedAt: "claim" | "failure"; // when an attempt is counted
  fence: string; // column: changes with each claim, so that a process that lost its lease can't write; may be `attempts`
  error: string; // column: why the last attempt failed
  leaseSeconds: number; // after which another process may claim the row
  retrySeconds: readonly number[]; // the waits before the second attempt, the third, …
  endless: boolean; // whether the last wait repeats forever
}

/** A claimed row, as the process that claimed it knows it. */
export interface Lease {
  key: readonly (number | bigint | string)[]; // values of the queue's key columns
  attempts: number;
  fence?: number; // if it is not the attempts
}

interface Claim {
  limit: number;
  returning: Prisma.Sql; // columns of `job`
  where?: Prisma.Sql;
}

/** Claims due rows that no other process holds, the longest due first. */
export async function claimDue<Row>(
  queue: Queue,
  { limit, returning, where = Prisma.sql`TRUE` }: Claim,
): Promise<Row[]> {
  const [table, due] = [Prisma.raw(queue.table), Prisma.raw(queue.due)];
  const key = Prisma.raw(queue.key.join(", "));
  const same = Prisma.raw(queue.key.map((it) => `job.${it} = next.${it}`).join(" AND "));
  return db.$queryRaw<Row[]>`
    UPDATE ${table} AS job SET ${claimAssignments(queue)}
    FROM (
      SELECT ${key} FROM ${table} WHERE ${due} <= now() AND ${where}
      ORDER BY ${due} LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) AS next
    WHERE ${same}
    RETURNING ${returning}`;
}

/** The assignments of an UPDATE of `job` that claims rows, for queues that select rows themselves. */
export function claimAssignments({ due, fence, leaseSeconds }: Queue): Prisma.Sql {
  const [dueColumn, fenceColumn] = [Prisma.raw(due), Prisma.raw(fence)];
  return Prisma.sql`${fenceColumn} = job.${fenceColumn} + 1, ${dueColumn} = ${fromNow(leaseSeconds)}`;
}

/** Extends the lease; 0 seconds releases the row. False if the lease was lost. */
export async function renew(
  queue: Queue,
  held: Lease,
  seconds = queue.leaseSeconds,
): Promise<boolean> {
  const [table, due] = [Prisma.raw(queue.table), Prisma.raw(queue.due)];
  const count = await db.$executeRaw`
    UPDATE ${table} SET ${due} = ${fromNow(seconds)} WHERE ${isHeld(queue, held)}`;
  return count > 0;
}

/** Renews the lease while work runs that may take longer than the lease. */
export async function withLease<T>(queue: Queue, held: Lease, work: () => Promise<T>): Promise<T> {
  const everyMs = (queue.leaseSeconds * 1000) / 3;
  const timer = setInterval(() => void renew(queue, held).catch(() => false), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

interface Retry {
  error: string;
  endless?: boolean;
  waiting?: boolean; // for something that is still starting: counted as a failure only if no attempt is left
  tx?: Tx;
}

/** Schedules the retry of a failed job and stores its error. False, and nothing is written, if no attempt is left. */
export async function retryLater(
  queue: Queue,
  held: Lease,
  { error, endless = queue.endless, waiting = false, tx = db }: Retry,
): Promise<boolean> {
  const counted = queue.countedAt === "claim";
  const wait = waitAfter({ ...queue, endless }, counted ? held.attempts : held.attempts + 1);
  if (wait === undefined || !waiting) failures.add({ queue: queue.table });
  if (wait === undefined) return false;
  const [table, due, attempts] = [queue.table, queue.due, queue.attempts].map((it) =>
    Prisma.raw(it),
  );
  const count = counted ? Prisma.empty : Prisma.sql`, ${attempts} = ${attempts} + 1`;
  await tx.$executeRaw`
    UPDATE ${table} SET ${due} = ${fromNow(wait)}, ${Prisma.raw(queue.error)} = ${error} ${count}
    WHERE ${isHeld(queue, held)}`;
  return true;
}

/** Seconds to wait after so many failed attempts; undefined if no attempt is left. */
export function waitAfter(
  { retrySeconds, endless }: Pick<Queue, "retrySeconds" | "endless">,
  failed: number,
): number | undefined {
  return retrySeconds[failed - 1] ?? (endless ? retrySeconds.at(-1) : undefined);
}

function isHeld({ key, fence, due }: Queue, held: Lease): Prisma.Sql {
  const columns = [...key, fence];
  const values = [...held.key, held.fence ?? held.attempts];
  const same = columns.map((column, at) => Prisma.sql`${Prisma.raw(column)} = ${values[at]}`);
  return Prisma.sql`${Prisma.join(same, " AND ")} AND ${Prisma.raw(due)} IS NOT NULL`;
}

function fromNow(seconds: number): Prisma.Sql {
  return Prisma.sql`now() + ${seconds}::int * interval '1 second'`;
}
