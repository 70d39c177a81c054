import { db } from "../../platform/db/client.ts";

/** Forgets events that were settled long ago, and deletions that no event can be late for any more. */
export async function pruneEvents(): Promise<{ events: number; tombstones: number }> {
  const events = await db.$executeRaw`
    DELETE FROM registry_events
    WHERE settled_at < now() - CASE state WHEN 'failed' THEN interval '90 days' ELSE interval '7 days' END`;
  const tombstones = await db.$executeRaw`
    DELETE FROM tombstones WHERE deleted_at < now() - interval '30 days'`;
  return { events, tombstones };
}
