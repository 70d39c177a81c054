import { record } from "../../history/record.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import { db, type SyncCause, type SyncRun, type Tx } from "../../platform/db/client.ts";
import { ensure } from "../../platform/errors.ts";
import { type Queue, retryLater } from "../../platform/jobs/lease.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { canSync } from "./policy.ts";
import type { Counts } from "./run/run-state.ts";
import { isDueAtStart, isDueByClock, type Situation } from "./strategy.ts";

export const jobs: Job[] = [
  { name: "sync", cron: "*/5 * * * *", run: requestDue },
  { name: "prune-gap-syncs", cron: "47 4 * * *", run: pruneGapRuns },
];

/** Open runs; a run is claimed by the sync lock of its registry (run/lock.ts). */
export const runQueue: Queue = {
  table: "sync_runs",
  key: ["id"],
  due: "try_after",
  attempts: "attempts",
  countedAt: "failure",
  fence: "attempts",
  error: "note",
  leaseSeconds: 0,
  retrySeconds: [5, 15, 60, 300, 600, 1_800],
  endless: false,
};

/**
 * Requests a sync of a registry. If one is open already, it is returned and becomes due. Not recorded in the audit log,
 * because the schedule and the command use it, too: the run itself states its cause.
 */
export async function requestSync(
  registryId: number,
  { cause, by = "" }: { cause: SyncCause; by?: string },
  tx: Tx = db,
): Promise<SyncRun> {
  const run = { registryId, cause, requestedBy: by };
  const [created] = await tx.syncRun.createManyAndReturn({ data: [run], skipDuplicates: true });
  if (created) return created;
  const [open] = await tx.syncRun.updateManyAndReturn({
    where: { registryId, open: true },
    data: { tryAfter: new Date() },
  });
  return open ?? requestSync(registryId, { cause, by }, tx); // it ended in between
}

/** Requests a sync of every registry for an admin. */
export async function requestAll(audit: ActorAudit): Promise<SyncRun[]> {
  ensure(canSync(audit.actor), "Only admins can start a sync. Ask one of them.");
  const why = { cause: "admin", by: audit.actor.username } as const;
  const registries = await db.registry.findMany({ orderBy: { id: "asc" } });
  return Promise.all(
    registries.map(({ id, hostname }) =>
      db.$transaction(async (tx) => {
        await record(tx, audit, { key: "registry.sync", subject: hostname, registryId: id });
        return requestSync(id, why, tx);
      }),
    ),
  );
}

/** Requests the syncs that the strategy wants at the start of Portus. Interrupted runs continue without a request. */
export async function requestAtStart(): Promise<number> {
  return requestWhere("start", (situation) => isDueAtStart(situation));
}

async function requestDue(): Promise<number> {
  return requestWhere("schedule", (situation) => isDueByClock(situation, config.sync.minutes));
}

async function requestWhere(cause: SyncCause, isDue: (situation: Situation) => boolean) {
  const registries = await db.registry.findMany({ select: { id: true } });
  let requested = 0;
  for (const { id } of registries) {
    if (!isDue(await situationOf(id))) continue;
    await requestSync(id, { cause });
    requested += 1;
  }
  return requested;
}

async function situationOf(registryId: number): Promise<Situation> {
  const [last, known] = await Promise.all([
    lastRun(registryId),
    db.repository.findFirst({ where: { namespace: { registryId } }, select: { id: true } }),
  ]);
  return {
    enabled: config.sync.enabled,
    strategy: config.sync.strategy,
    hasRepositories: known !== null,
    last: last && { state: last.state, endedAt: last.finishedAt },
  };
}

async function lastRun(registryId: number): Promise<SyncRun | null> {
  return db.syncRun.findFirst({
    where: { registryId, cause: { not: "gap" } },
    orderBy: { id: "desc" },
  });
}

/** The last syncs of repositories whose events seemed to be missing. */
export async function gapRuns(actor: Actor) {
  ensure(canSync(actor), "Only admins can see syncs. Ask one of them.");
  return db.syncRun.findMany({
    where: { cause: "gap" },
    include: { registry: { select: { hostname: true } } },
    orderBy: { id: "desc" },
    take: 5,
  });
}

/** Deletes the records of such syncs after a month: there can be many. */
async function pruneGapRuns(): Promise<number> {
  return db.$executeRaw`
    DELETE FROM sync_runs WHERE cause = 'gap' AND created_at < now() - interval '30 days'`;
}

/** The registries whose last run failed. It takes no actor: only pages for admins show it. */
export async function failedSyncs() {
  return db.$queryRaw<{ hostname: string; finishedAt: Date | null; note: string | null }[]>`
    SELECT r.hostname, run.finished_at AS "finishedAt", run.note
    FROM registries r CROSS JOIN LATERAL (
      SELECT state, finished_at, note FROM sync_runs
      WHERE registry_id = r.id AND cause <> 'gap' ORDER BY id DESC LIMIT 1
    ) AS run
    WHERE run.state = 'failed' ORDER BY r.id`;
}

/** The last run of every registry. */
export async function lastRuns(actor: Actor) {
  ensure(canSync(actor), "Only admins can see syncs. Ask one of them.");
  const registries = await db.registry.findMany({
    select: { id: true, hostname: true },
    orderBy: { id: "asc" },
  });
  return Promise.all(
    registries.map(async ({ id, hostname }) => ({ hostname, run: await lastRun(id) })),
  );
}

/** Open runs that may be tried now: those that wait, and those that were interrupted. */
export async function dueRuns() {
  return db.syncRun.findMany({
    where: { open: true, tryAfter: { lte: new Date() } },
    select: { id: true, registryId: true },
  });
}

/** Where a run continues, in whichever process. */
export interface Position {
  cursor: string | null;
  listedAt?: Date;
}

export async function saveProgress(
  { id }: { id: number },
  position: Position,
  counts: Counts,
): Promise<SyncRun> {
  const sums = Object.entries(counts).map(([name, n]) => [name, { increment: n }]);
  const where = { id, open: true }; // a run that another process ended stays unchanged
  return db.syncRun.update({ where, data: { ...position, ...Object.fromEntries(sums) } });
}

export async function finish(
  run: { id: number },
  { removed, note }: { removed: number; note: string | null },
): Promise<SyncRun> {
  const ended = { state: "finished", open: null, finishedAt: new Date() } as const;
  const data = { ...ended, removed: { increment: removed }, note };
  return db.syncRun.update({ where: { id: run.id, open: true }, data });
}

/** Whether a registry was never synced to the end: at a first start, Portus is often up before its registry. */
export async function isNew(registryId: number): Promise<boolean> {
  const where = { registryId, state: "finished" } as const;
  return (await db.syncRun.findFirst({ where, select: { id: true } })) === null;
}

/** A failed run that nobody waits for is retried several times, from where it was; any other run ends. */
export async function fail(
  { id, cause, attempts }: SyncRun,
  note: string,
  { waiting = false } = {},
): Promise<SyncRun> {
  const where = { id, open: true };
  const retried = cause === "start" || cause === "schedule";
  await db.$transaction(async (tx) => {
    const run = { key: [id], attempts };
    if (retried && (await retryLater(runQueue, run, { error: note, waiting, tx })))
      return tx.syncRun.updateMany({ where, data: { state: "waiting" } });
    const ended = { state: "failed", open: null, finishedAt: new Date(), note } as const;
    return tx.syncRun.updateMany({ where, data: { ...ended, attempts: { increment: 1 } } });
  });
  return db.syncRun.findUniqueOrThrow({ where: { id } });
}
