import { db, type NamespaceReservation, type Registry } from "../../platform/db/client.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { deleteManifest } from "../../registry/client/client.ts";
import { digestGrammar } from "../../registry/names.ts";
import { maxReservationMs } from "../../tenancy/namespaces/reservations.ts";

export const jobs: Job[] = [
  { name: "delete-late-pushes", cron: "* * * * *", run: deleteLatePushes },
  { name: "prune-deletions", cron: "57 * * * *", run: pruneDeletions },
];

type Reservation = NamespaceReservation & { registry: Registry };

/**
 * Deletes images that old tokens pushed into deleted namespaces, and frees the names of these namespaces: their next
 * owner must not find other people's images. Returns the number of freed names.
 */
export async function deleteLatePushes(): Promise<number> {
  const due = await db.namespaceReservation.findMany({
    where: { until: { lt: new Date() } },
    include: { registry: true },
  });
  let freed = 0;
  for (const reservation of due) {
    if (!(await isStillDeleted(reservation))) continue;
    const clean = await deletePushes(reservation);
    if (!clean && reservation.until.getTime() > Date.now() - maxReservationMs) continue; // retried in a minute
    const { count } = await db.namespaceReservation.deleteMany({ where: keyOf(reservation) });
    freed += count;
  }
  return freed;
}

/** A namespace may be restored and deleted again at any time: then its reservation has a later `deletedAt`. */
function keyOf({ registryId, name, deletedAt }: Reservation) {
  return { registryId, name, deletedAt };
}

/** False if the namespace was restored: then the late pushes belong to it. */
async function isStillDeleted(reservation: Reservation): Promise<boolean> {
  const { registryId, name } = reservation;
  return (
    (await db.namespace.count({ where: { registryId, name } })) === 0 &&
    (await db.namespaceReservation.count({ where: keyOf(reservation) })) > 0
  );
}

/** False if the registry refused or failed to delete one. */
async function deletePushes({ name, deletedAt, registry }: Reservation): Promise<boolean> {
  const late = await db.$queryRaw<{ repository: string; digest: string }[]>`
    SELECT DISTINCT repository, payload -> 'target' ->> 'digest' AS digest FROM registry_events
    WHERE state = 'ignored' AND action = 'push' AND received_at >= ${deletedAt}
      AND starts_with(repository, ${`${name}/`}) AND payload -> 'target' ->> 'digest' ~ ${`^${digestGrammar}$`}`;
  let clean = true;
  for (const { repository, digest } of late)
    if (await deleteManifest(registry, repository, digest)) clean = false;
  return clean;
}

/** Deletes plans that can no longer be restored, and plans that were never confirmed. */
export async function pruneDeletions(): Promise<number> {
  const now = Date.now();
  const { count } = await db.deletionPlan.deleteMany({
    where: {
      tryAfter: null,
      OR: [
        { restorableUntil: { lt: new Date(now) } },
        { executedAt: null, createdAt: { lt: new Date(now - 86_400_000) } },
      ],
    },
  });
  return count;
}
