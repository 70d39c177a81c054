import { manifestQueue } from "../../catalogue/images/reader/queue.ts";
import { sbomQueue } from "../../catalogue/images/sboms/reader.ts";
import { blobQueue } from "../../catalogue/sizes/due-blobs.ts";
import { planQueue } from "../../lifecycle/deletion/lease.ts";
import { revertQueue } from "../../lifecycle/immutable/queue.ts";
import { deliveryQueue } from "../../outbound/webhooks/delivery/deliver.ts";
import { Prisma, type Tx } from "../../platform/db/client.ts";
import type { Queue } from "../../platform/jobs/lease.ts";
import { emailQueue } from "../../platform/mail/mailer.ts";
import { eventQueue } from "../../protocol/events/queue.ts";
import { lookupQueue } from "../../protocol/sync/import/pull-lookups.ts";
import { runQueue } from "../../protocol/sync/runs.ts";

const queues: readonly Queue[] = [
  emailQueue,
  eventQueue,
  runQueue,
  lookupQueue,
  deliveryQueue,
  manifestQueue,
  sbomQueue,
  blobQueue,
  revertQueue,
  planQueue,
];

export interface Backlog {
  queue: string;
  jobs: number; // counted up to countedJobs
  overdue: number; // seconds since the longest due of them could have been started
}

/** How far waiting rows are counted: an import queues a million, and a scrape must not read them all. */
export const countedJobs = 10_000;

/** What waits in each queue. Each part reads the start of an index on what is due. */
export function backlogs(tx: Tx): Promise<Backlog[]> {
  return tx.$queryRaw<Backlog[]>(Prisma.join(queues.map(backlogOf), " UNION ALL "));
}

function backlogOf(queue: Queue): Prisma.Sql {
  const [table, due] = [Prisma.raw(queue.table), Prisma.raw(queue.due)];
  return Prisma.sql`
    SELECT ${queue.table}::text AS queue, count(*)::int AS jobs,
      greatest(0, coalesce(extract(epoch FROM now() - min(due)), 0))::float8 AS overdue
    FROM (SELECT ${due} AS due FROM ${table} WHERE ${due} IS NOT NULL ${restOf(queue)} LIMIT ${countedJobs}) AS waiting`;
}

/** Rows of ended syncs keep their time. The index of blobs is by repository, so theirs are in no order of time. */
function restOf(queue: Queue): Prisma.Sql {
  if (queue === runQueue) return Prisma.sql`AND open`;
  return queue === blobQueue ? Prisma.empty : Prisma.raw(`ORDER BY ${queue.due}`);
}
