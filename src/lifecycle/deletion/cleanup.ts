import { db, type NamespaceReservation, type Registry } from "../../platform/db/client.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { deleteManifest } from "../../registry/client/client.ts";
import { digestGrammar } from "../../registry/names.ts";
import { maxReservationMs } from "../../tenancy/namespaces/reservations.ts";
import { listedDays, restoreDays } from "../times.ts";

export const jobs: Job[] = [
  { name: "delete-late-pushes", cron: "* * * * *", run: deleteLatePushes },
  { name: "prune-deletions", cron: "57 * * * *", run: () => pruneDeletions() },
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

/**
 * Deletes what deletions needed to be restored, once that is no longer possible, then the deletions themselves, and plans
 * that were never confirmed. Returns the number of deleted plans.
 */
export async function pruneDeletions(now = Date.now()): Promise<number> {
  await clearExpired(new Date(now));
  const daysAgo = (days: number) => new Date(now - days * 86_400_000);
  const { count } = await db.deletionPlan.deleteMany({
    where: {
      tryAfter: null,
      OR: [
        { restorableUntil: { lt: daysAgo(listedDays - restoreDays) } },
        { executedAt: null, createdAt: { lt: daysAgo(1) } },
      ],
    },
  });
  return count;
}

/** The roles of former members stay, since only they may see the deletion of their team or repository. */
async function clearExpired(now: Date): Promise<void> {
  await db.$executeRaw`
    WITH expired AS (
      UPDATE deletion_plans SET cleared_at = ${now}
      WHERE restorable_until < ${now} AND cleared_at IS NULL AND try_after IS NULL RETURNING id),
    steps AS (
      UPDATE deletion_steps SET payload = NULL, recorded = NULL, expected_pushes = '{}'
      FROM expired WHERE plan_id = expired.id)
    DELETE FROM deleted_rows USING expired
    WHERE plan_id = expired.id AND relation NOT IN ('memberships', 'repository_memberships')`;
}
