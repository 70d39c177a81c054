import { db, type SyncRun } from "../../../platform/db/client.ts";
import { log } from "../../../platform/log.ts";
import { catalogPage } from "../../../registry/client/catalog.ts";
import { openConnection } from "../../../registry/client/connection.ts";
import { maxIdlePages } from "../../../registry/client/lists.ts";
import { prune } from "../drift/prune.ts";
import { dueRuns, fail, finish, isNew, type Position, saveProgress } from "../runs.ts";
import { failureLog, unexpected, waitsForRegistry } from "../sentences.ts";
import { applyAll } from "./apply.ts";
import { repositoriesAfter } from "./catalogue-state.ts";
import { type Inspection, inspectAll } from "./inspect-all.ts";
import { listInspected } from "./list-inspected.ts";
import { withSyncLock } from "./lock.ts";
import {
  type Counts,
  manifestMemory,
  type RunState,
  type Stop,
  type SyncOptions,
} from "./run-state.ts";

const settleDelayMs = 3_000;

/** Continues every open run that is due; returns how many ended. */
export async function continueRuns(options: SyncOptions = {}): Promise<number> {
  let ended = 0;
  for (const { id, registryId } of await dueRuns()) {
    const run = await withSyncLock(registryId, (isLost) =>
      continueRun(id, { ...options, stopping: () => isLost() || (options.stopping?.() ?? false) }),
    );
    if (run && run.state !== "running") ended += 1;
  }
  return ended;
}

async function continueRun(
  id: number,
  options: SyncOptions & { stopping: () => boolean },
): Promise<SyncRun | null> {
  const found = await db.syncRun.findUnique({ where: { id }, include: { registry: true } });
  if (!found?.open) return found; // another process ended it before we held the lock
  const { registry, startedAt } = found;
  const data = { state: "running", startedAt: startedAt ?? new Date(), note: null } as const;
  const run = await db.syncRun.update({ where: { id }, data });
  const connection = openConnection(registry, options.timeouts);
  try {
    return await execute({
      source: { registry, connection, memory: manifestMemory(), stopping: options.stopping },
      run,
      hadDrift: (await db.drift.findFirst({ where: { registryId: registry.id } })) !== null,
      inspected: new Set(),
      outage: { failures: 0 },
      settleDelayMs: options.settleDelayMs ?? settleDelayMs,
      onProgress: options.onProgress ?? (() => {}),
    });
  } catch (error) {
    log.error({ err: error, registry: registry.hostname }, "the sync failed unexpectedly");
    return await fail(run, unexpected(error));
  } finally {
    connection.close();
  }
}

/** Inspects and applies what the registry lists, then what only the catalogue has, then prunes. */
async function execute(state: RunState): Promise<SyncRun> {
  const problem =
    (await listInspected(state)) ?? (await syncListed(state)) ?? (await syncUnlisted(state));
  if (problem === "stopping") return state.run;
  if (problem) {
    const waiting = waitsForRegistry(state.run, problem) && (await isNew(state.run.registryId));
    const failed = await fail(state.run, problem.message, { waiting });
    const { hostname: registry } = state.source.registry;
    const { level, message } = failureLog(failed, problem);
    log[level]({ registry, reason: problem.message }, message);
    return failed;
  }
  return finish(state.run, await prune(state.run));
}

const maxPagesAhead = 4; // pages that were inspected and wait to be applied

/** The pages of the registry's list. Later pages are inspected while earlier ones settle and are applied in order. */
async function syncListed(state: RunState): Promise<Stop> {
  if (state.run.listedAt) return null;
  const applying: Promise<void>[] = [];
  try {
    return await inspectPages(state, async (page) => {
      const step = (applying.at(-1) ?? Promise.resolve()).then(() => applyPage(state, page));
      step.catch(() => {}); // thrown where it is awaited
      applying.push(step);
      if (applying.length > maxPagesAhead) await applying.shift();
    });
  } finally {
    await Promise.all(applying);
  }
}

interface InspectedPage {
  inspections: Inspection[];
  listed: number; // names on the page
  position: Position; // where the run continues after it
}

async function inspectPages(
  state: RunState,
  onPage: (page: InspectedPage) => Promise<void>,
): Promise<Stop> {
  const { source, inspected } = state;
  let cursor = state.run.cursor;
  let idle = 0; // pages in a row without a new name
  do {
    const page = await catalogPage(source.connection, cursor);
    if (!page.ok) return page.error;

    const { names, next } = page.value;
    const fresh = names.filter((name) => !inspected.has(name));
    idle = fresh.length > 0 ? 0 : idle + 1;
    if (idle > maxIdlePages || inspected.size > maxNames) return endless;
    const inspections = await inspect(state, fresh);
    if (!inspections.ok) return inspections.stop;
    const position = next === null ? { cursor: null, listedAt: new Date() } : { cursor: next };
    await onPage({ inspections: inspections.value, listed: names.length, position });
    cursor = next;
  } while (cursor !== null);
  return null;
}

const maxNames = 1_000_000;
const endless: Stop = { kind: "invalid", message: "The registry's list does not end." };

/** What the catalogue has and the registry did not list: a list may be incomplete, so each name is asked for. */
async function syncUnlisted(state: RunState): Promise<Stop> {
  const { source, inspected } = state;
  for (;;) {
    const rows = await repositoriesAfter(source.registry.id, Number(state.run.cursor ?? 0), 100);
    const last = rows.at(-1);
    if (!last) return null;

    const names = rows.map(({ fullName }) => fullName).filter((name) => !inspected.has(name));
    const inspections = await inspect(state, names);
    if (!inspections.ok) return inspections.stop;
    const position = { cursor: String(last.id) };
    await applyPage(state, { inspections: inspections.value, listed: 0, position });
  }
}

type Inspected = { ok: true; value: Inspection[] } | { ok: false; stop: Exclude<Stop, null> };

async function inspect(state: RunState, names: readonly string[]): Promise<Inspected> {
  const { source, outage, inspected } = state;
  const answer = await inspectAll(source, names, outage);
  if (source.stopping()) return { ok: false, stop: "stopping" };
  if (!answer.ok) return { ok: false, stop: answer.error };
  for (const { repository } of answer.value) inspected.add(repository);
  return answer;
}

async function applyPage(
  state: RunState,
  { inspections, listed, position }: InspectedPage,
): Promise<void> {
  const counts: Counts = { ...(await applyAll(state, inspections)), listed };
  state.run = await saveProgress(state.run, position, counts);
  state.onProgress(state.run);
}
