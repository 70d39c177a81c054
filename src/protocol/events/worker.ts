import { db } from "../../platform/db/client.ts";
import { type Loop, startLoop } from "../../platform/jobs/loop.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { applyPending } from "./apply-pending.ts";
import { pruneInstances } from "./arrivals.ts";

export const jobs: Job[] = [
  { name: "prune-events", cron: "7 * * * *", run: pruneEvents },
  { name: "prune-registry-instances", cron: "37 4 * * *", run: pruneInstances },
];

/** Applies events when woken and every two seconds; calls `applied` after it applied some. */
export function startWorker(applied: () => void = () => {}): Loop {
  return startLoop("events", 2_000, async () => {
    const count = await applyPending();
    if (count > 0) applied();
    return count;
  });
}

/** For how many days failed and other events are kept after they were settled. */
export const keptDays = { failed: 90, other: 7 };

/** Deletes events that were settled long ago, and tombstones older than any late event. */
export async function pruneEvents(): Promise<{ events: number; tombstones: number }> {
  const events = await db.$executeRaw`
    DELETE FROM registry_events
    WHERE settled_at < now() - make_interval(days =>
      CASE state WHEN 'failed' THEN ${keptDays.failed}::int ELSE ${keptDays.other}::int END)`;
  const tombstones = await db.$executeRaw`
    DELETE FROM tombstones WHERE deleted_at < now() - interval '30 days'`;
  return { events, tombstones };
}
