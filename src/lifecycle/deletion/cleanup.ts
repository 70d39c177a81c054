import { db, type NamespaceReservation, type Registry } from "../../platform/db/client.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { deleteManifest } from "../../registry/client/client.ts";
import { digestGrammar } from "../../registry/names.ts";
import { maxReservationMs } from "../../tenancy/namespaces/reservations.ts";

export const jobs: Job[] = [
  { name: "sweep-late-pushes", cron: "* * * * *", run: sweepLatePushes },
  { name: "prune-deletions", cron: "57 * * * *", run: pruneDeletions },
];

type Reservation = NamespaceReservation & { registry: Registry };

/**
 * Deletes at the registry what old tokens pushed into deleted namespaces, and frees their names: whoever takes a name next
 * must not find somebody else's images under it. Says how many names are free again.
 */
export async function sweepLatePushes(): Promise<number> {
  const due = await db.namespaceReservation.findMany({
    where: { until: { lt: new Date() } },
    include: { registry: true },
  });
  let freed = 0;
  for (const reservation of due) {
    if (!(await isFree(reservation))) continue;
    const clean = await sweep(reservation);
    if (!clean && reservation.until.getTime() > Date.now() - maxReservationMs) continue; // tried again in a minute
    const { registryId, name } = reservation;
    const { count } = await db.namespaceReservation.deleteMany({ where: { registryId, name } });
    freed += count;
  }
  return freed;
}

/** It may have been put back since: what was pushed late is what came back, then. */
async function isFree({ registryId, name }: Reservation): Promise<boolean> {
  const where = { registryId, name };
  return (
    (await db.namespace.count({ where })) === 0 &&
    (await db.namespaceReservation.count({ where })) > 0
  );
}

/** Whether nothing of it is left at the registry. */
async function sweep({ name, deletedAt, registry }: Reservation): Promise<boolean> {
  const late = await db.$queryRaw<{ repository: string; digest: string }[]>`
    SELECT DISTINCT repository, payload -> 'target' ->> 'digest' AS digest FROM registry_events
    WHERE state = 'ignored' AND action = 'push' AND received_at >= ${deletedAt}
      AND starts_with(repository, ${`${name}/`}) AND payload -> 'target' ->> 'digest' ~ ${`^${digestGrammar}$`}`;
  let clean = true;
  for (const { repository, digest } of late)
    if (await deleteManifest(registry, repository, digest)) clean = false;
  return clean;
}

export const graceDays = 7;

/** Forgets what can't be undone any more, and what was planned and never done. */
export async function pruneDeletions(): Promise<number> {
  const now = Date.now();
  const { count } = await db.deletionPlan.deleteMany({
    where: {
      tryAfter: null,
      OR: [
        { undoUntil: { lt: new Date(now) } },
        { executedAt: null, createdAt: { lt: new Date(now - 86_400_000) } },
      ],
    },
  });
  return count;
}
