import {
  db,
  type EventFlow,
  Prisma,
  type Registry,
  type SyncRun,
} from "../../../platform/db/client.ts";
import { claimDue, type Queue, retryLater } from "../../../platform/jobs/lease.ts";
import { type Loop, startLoop } from "../../../platform/jobs/loop.ts";
import { log } from "../../../platform/log.ts";
import { unexpected } from "../sentences.ts";
import { type Evidence, isDoubtful, isUnheard } from "./evidence.ts";
import { dueExpected, type Expected, verifyExpected } from "./expected.ts";
import { probeEvents } from "./probe.ts";
import { syncRepositories } from "./targeted-sync.ts";

const pollMs = 5_000;

/** Watches whether the events of each registry arrive, and syncs the repositories whose events may be missing. */
export function startEventWatch(): Loop {
  return startLoop("event watch", pollMs, (stopping) => watchEvents({ stopping }));
}

const flowQueue: Queue = {
  table: "event_flows",
  key: ["registry_id"],
  due: "watch_after",
  attempts: "attempts",
  countedAt: "claim",
  fence: "attempts",
  error: "error",
  leaseSeconds: 300,
  retrySeconds: [60],
  endless: true,
};

export interface WatchOptions {
  stopping?: () => boolean;
  probeTimeoutMs?: number;
  settleDelayMs?: number;
}

/** Checks the registries that are due, one after the other. */
export async function watchEvents(options: WatchOptions = {}): Promise<number> {
  await db.$executeRaw`
    INSERT INTO event_flows (registry_id) SELECT id FROM registries ON CONFLICT (registry_id) DO NOTHING`;
  const returning = Prisma.sql`job.registry_id AS "registryId", job.attempts`;
  for (const claimed of await claimDue<Claimed>(flowQueue, { limit: 10, returning }))
    await watchSafely(claimed, options);
  return 0; // the next pass need not follow at once
}

type Claimed = Pick<EventFlow, "registryId" | "attempts">;

async function watchSafely(claimed: Claimed, options: WatchOptions): Promise<void> {
  const { registryId, attempts } = claimed;
  try {
    const found = await db.eventFlow.findUnique({
      where: { registryId },
      include: { registry: true },
    });
    if (found) await watch(found, options);
  } catch (error) {
    log.error({ err: error, registryId }, "watching the events of a registry failed");
    await retryLater(flowQueue, { key: [registryId], attempts }, { error: unexpected(error) });
  }
}

type Flow = EventFlow & { registry: Registry };

const idleMs = 300_000; // without an event, a registry is asked this often whether it still reports
const doubtMs = 15_000; // after the first probe that was not heard
const silentMs = 60_000;

async function watch(flow: Flow, options: WatchOptions): Promise<void> {
  const { registryId, registry } = flow;
  const at = new Date();
  const { due, more } = await dueExpected(registryId);
  if (due.length === 0 && !isQuiet(flow)) return watchAgain(registryId, { at, ms: idleMs });

  let evidence = await gather(flow, at, options);
  if (evidence.probed === "unreachable") return watchAgain(registryId, { at, ms: silentMs });
  const doubtful = due.filter((it) => isDoubtful(it, evidence));
  const run = await syncDoubtful(registry, doubtful, { ...options, at });
  const imported = run ? run.added + run.moved : 0;
  await verifyExpected(registryId, without(due, doubtful), at);
  if (evidence.probed === "nothing to ask" && imported > 0)
    evidence = await gather(flow, at, options); // now there is something
  const unheard = await recordProbe(flow, evidence, imported);
  await watchAgain(registryId, { at, ms: more ? 0 : pauseAfter(unheard, evidence, run) });
}

const without = (all: readonly Expected[], some: readonly Expected[]) =>
  all.filter((it) => !some.includes(it));

/** Whether nothing has arrived for so long that the registry is asked, or it was silent when it was asked last. */
function isQuiet({ lastAt, unheard }: EventFlow): boolean {
  return unheard > 0 || lastAt === null || lastAt.getTime() <= Date.now() - idleMs;
}

function pauseAfter(unheard: number, evidence: Evidence, run: SyncRun | null): number {
  if (run?.state === "failed") return silentMs;
  const isBusy = evidence.probed === "unheard" && evidence.arrived;
  if (isBusy || unheard === 1) return doubtMs;
  return unheard === 0 ? idleMs : silentMs;
}

const noteIntervalMs = 5_000; // how late arrivals are written down

async function gather(
  { registryId, registry }: Flow,
  at: Date,
  { probeTimeoutMs }: WatchOptions,
): Promise<Evidence> {
  const probed = await probeEvents(registry, probeTimeoutMs);
  const [now, instances] = await Promise.all([
    db.eventFlow.findUnique({ where: { registryId }, select: { lastAt: true } }),
    db.registryInstance.findMany({ where: { registryId }, orderBy: { lastAt: "desc" }, take: 10 }),
  ]);
  const arrived = (now?.lastAt?.getTime() ?? 0) > at.getTime() - noteIntervalMs;
  return { probed, arrived, instances };
}

interface SyncedAt extends WatchOptions {
  at: Date;
}

const settleDelayMs = 3_000;

/** Returns the run, or null if nothing is doubtful. */
async function syncDoubtful(
  registry: Registry,
  doubtful: readonly Expected[],
  { at, ...options }: SyncedAt,
): Promise<SyncRun | null> {
  if (doubtful.length === 0) return null;
  const names = doubtful.map(({ repository }) => repository);
  const run = await syncRepositories(registry, names, {
    stopping: options.stopping ?? (() => false),
    settleDelayMs: options.settleDelayMs ?? settleDelayMs,
  });
  if (run.state === "finished") await verifyExpected(registry.id, doubtful, at);
  return run;
}

/** Returns how many probes in a row were not heard. An event that arrives sets that back (events/arrivals.ts). */
async function recordProbe(flow: Flow, evidence: Evidence, imported: number): Promise<number> {
  const { registryId, registry } = flow;
  const where = { registryId };
  if (isUnheard(evidence, flow, imported)) {
    const unheard = flow.unheard + 1;
    if (unheard === 2) log.warn({ registry: registry.hostname }, "the registry reports nothing");
    const data = { unheard, silentSince: flow.silentSince ?? new Date() };
    await db.eventFlow.update({ where, data });
    return unheard;
  }
  if (evidence.probed !== "heard") return flow.unheard;
  const heard = { unheard: 0, silentSince: null, echoedAt: new Date() };
  await db.eventFlow.update({ where, data: heard });
  return 0;
}

/** In `ms`, or when something else is due. What was due at `at` and got no answer waits for the next time. */
async function watchAgain(registryId: number, { at, ms }: { at: Date; ms: number }): Promise<void> {
  await db.$executeRaw`
    UPDATE event_flows SET watch_after = least(
      now() + ${ms}::int * interval '1 millisecond',
      (SELECT min(check_after) FROM expected_events WHERE registry_id = ${registryId} AND check_after > ${at}))
    WHERE registry_id = ${registryId}`;
}
