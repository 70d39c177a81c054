import { db, type SyncRun } from "../../platform/db/client.ts";
import { log } from "../../platform/log.ts";
import { catalogPage } from "../../registry/client/catalog.ts";
import type { RegistryError } from "../../registry/client/client.ts";
import { openLine } from "../../registry/client/connection.ts";
import { mostIdle } from "../../registry/client/lists.ts";
import { knownAfter } from "./catalogue-state.ts";
import { keepAll, type Looked, lookAtAll } from "./compare.ts";
import { alone } from "./lock.ts";
import { settleAbsence } from "./prune.ts";
import type { Options, Work } from "./run-state.ts";
import { nothingHeld } from "./run-state.ts";
import { fail, finish, keepProgress, openRuns } from "./runs.ts";
import { brokeDown, setback } from "./sentences.ts";

/** An event tells more than a look does: who pushed. One that is on its way is given this time to come first. */
const ripening = 3_000;

/** Carries on every run that waits; says how many came to an end. */
export async function performOpen(options: Options = {}): Promise<number> {
  let ended = 0;
  for (const { id, registryId } of await openRuns()) {
    const run = await alone(registryId, (isLost) =>
      perform(id, { ...options, stopping: () => isLost() || (options.stopping?.() ?? false) }),
    );
    if (run && run.state !== "running") ended += 1;
  }
  return ended;
}

async function perform(id: number, options: Options): Promise<SyncRun | null> {
  const found = await db.syncRun.findUnique({ where: { id }, include: { registry: true } });
  if (!found?.open) return found; // another process ended it before we held the lock
  const { registry, startedAt } = found;
  const data = { state: "running", startedAt: startedAt ?? new Date(), note: null } as const;
  const run = await db.syncRun.update({ where: { id }, data });
  const line = openLine(registry, options.patience);
  const differed = (await db.drift.findFirst({ where: { registryId: registry.id } })) !== null;
  const begun = { run, registry, line, differed, seen: new Set<string>(), outage: 0 };
  try {
    return await carryOn({ ripening, ...options, ...begun, held: nothingHeld() });
  } catch (error) {
    log.error({ err: error, registry: registry.hostname }, "the sync broke");
    return await fail(run, brokeDown(error));
  } finally {
    line.close();
  }
}

/** From where it was to its end, unless Portus stops before or the registry fails to answer. */
async function carryOn(work: Work): Promise<SyncRun> {
  const problem = (await throughCatalog(work)) ?? (await throughKnown(work));
  if (problem === "stopping") return work.run;
  if (problem) {
    const failed = await fail(work.run, problem.message);
    const { level, message } = setback(failed, problem);
    log[level]({ registry: work.registry.hostname, reason: problem.message }, message);
    return failed;
  }
  const note = await settleAbsence(work);
  return finish(work.run, note);
}

type Stop = RegistryError | "stopping" | null;

const mostRipening = 4; // pages that were looked at and wait to be brought in

/** What the registry lists: pages are looked at while the news of those before ripen and are brought in, in turn. */
async function throughCatalog(work: Work): Promise<Stop> {
  if (work.run.listedAt) return null;
  const ripening: Promise<void>[] = [];
  try {
    return await lookThrough(work, async (keep) => {
      const step = (ripening.at(-1) ?? Promise.resolve()).then(keep);
      step.catch(() => {}); // it is thrown where it is waited for
      ripening.push(step);
      if (ripening.length > mostRipening) await ripening.shift();
    });
  } finally {
    await Promise.all(ripening);
  }
}

async function lookThrough(
  work: Work,
  ripen: (keep: () => Promise<void>) => Promise<void>,
): Promise<Stop> {
  let cursor = work.run.cursor;
  let idle = 0; // pages in a row that held nothing new
  do {
    const page = await catalogPage(work.line, cursor);
    if (!page.ok) return page.error;

    const { names, next } = page.value;
    const fresh = names.filter((name) => !work.seen.has(name));
    idle = fresh.length > 0 ? 0 : idle + 1;
    if (idle > mostIdle || work.seen.size > mostNames) return endless;
    const looked = await lookAtAll(work, fresh);
    if (work.stopping?.()) return "stopping";
    if (!looked.ok) return looked.error;
    const place = next === null ? { cursor: null, listedAt: new Date() } : { cursor: next };
    await ripen(() => keepAndAdvance(work, place, looked.value, names.length));
    cursor = next;
  } while (cursor !== null);
  return null;
}

const mostNames = 1_000_000;
const endless: Stop = { kind: "invalid", message: "The registry's list comes to no end." };

async function keepAndAdvance(work: Work, place: Progress[0], looked: Looked[], listed: number) {
  await advance(work, place, { ...(await keepAll(work, looked)), listed });
}

/** What is known and was not listed: the list may leave names out, so each is asked for by name. */
async function throughKnown(work: Work): Promise<Stop> {
  for (;;) {
    const known = await knownAfter(work.registry.id, Number(work.run.cursor ?? 0), 100);
    const last = known.at(-1);
    if (!last) return null;

    const names = known.map(({ fullName }) => fullName).filter((name) => !work.seen.has(name));
    const looked = await lookAtAll(work, names);
    if (work.stopping?.()) return "stopping";
    if (!looked.ok) return looked.error;
    await advance(work, { cursor: String(last.id) }, await keepAll(work, looked.value));
  }
}

async function advance(work: Work, ...progress: Progress): Promise<void> {
  work.run = await keepProgress(work.run, ...progress);
  work.onProgress?.(work.run);
}

type Progress = Parameters<typeof keepProgress> extends [unknown, ...infer Rest] ? Rest : never;
