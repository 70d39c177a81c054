import { db } from "../../platform/db/client.ts";
import { type Loop, startLoop } from "../../platform/jobs/loop.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { applyPending } from "./apply.ts";

export const jobs: Job[] = [{ name: "prune-events", cron: "7 * * * *", run: pruneEvents }];

/** Applies events as they arrive: at once when woken, else every two seconds; calls back after some were. */
export function startWorker(applied: () => void = () => {}): Loop {
  return startLoop("events", 2_000, async () => {
    const count = await applyPending();
    if (count > 0) applied();
    return count;
  });
}

/** Forgets events that were settled long ago, and deletions that no event can be late for any more. */
export async function pruneEvents(): Promise<{ events: number; tombstones: number }> {
  const events = await db.$executeRaw`
    DELETE FROM registry_events
    WHERE settled_at < now() - CASE state WHEN 'failed' THEN interval '90 days' ELSE interval '7 days' END`;
  const tombstones = await db.$executeRaw`
    DELETE FROM tombstones WHERE deleted_at < now() - interval '30 days'`;
  return { events, tombstones };
}
