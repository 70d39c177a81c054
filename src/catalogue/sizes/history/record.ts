import { db } from "../../../platform/db/client.ts";
import { keptCounts } from "../../../platform/db/kept-counts.ts";
import type { Job } from "../../../platform/jobs/schedule.ts";
import { maxBytes } from "../index-total.ts";

/** Every hour, so that a day has its row even if Portus is down at midnight; the last of a day stays. */
export const jobs: Job[] = [{ name: "record-sizes", cron: "53 * * * *", run: recordSizes }];

const keptDays = 400;

/** Writes how much each namespace and the whole instance store today (UTC), and deletes old days. */
export async function recordSizes(now = new Date()): Promise<number> {
  const day = new Date(new Date(now).setUTCHours(0, 0, 0, 0));
  const { "stored bytes": stored } = await keptCounts();
  const written = await db.$executeRaw`
    INSERT INTO namespace_size_days AS known (namespace_id, day, stored)
    SELECT namespace_id, ${day}::date, least(stored::numeric + declared, ${maxBytes})::bigint FROM namespace_sizes
    ON CONFLICT (namespace_id, day) DO UPDATE SET stored = excluded.stored WHERE known.stored <> excluded.stored`;
  await db.storedDay.upsert({ where: { day }, create: { day, stored }, update: { stored } });
  await prune(new Date(day.getTime() - keptDays * 86_400_000));
  return written;
}

async function prune(before: Date): Promise<void> {
  await db.namespaceSizeDay.deleteMany({ where: { day: { lt: before } } });
  await db.storedDay.deleteMany({ where: { day: { lt: before } } });
}
