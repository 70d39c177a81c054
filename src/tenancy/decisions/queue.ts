import { config } from "../../platform/config/config.ts";
import { onAccessChange } from "../../platform/db/client.ts";
import { unavailability } from "../../platform/db/unavailable.ts";
import { log } from "../../platform/log.ts";
import { type Decision, type StoredDecision, stored } from "./decision.ts";
import { newDecisionId } from "./ids.ts";
import { pruneIfDue } from "./prune.ts";
import {
  announceRefusals,
  type Count,
  insertDecisions,
  type Losses,
  storeCounts,
  storeLosses,
} from "./store.ts";

// Decisions wait in memory and are written in batches, so that no token waits for the database. Refusals have a row each.
// Identical grants of a minute share one row and one id, and are counted.

const flushIntervalMs = 1_000;
const batchSize = 500; // rows of one statement
const maxWaiting = { refusals: 10_000, grants: 1_000 };
const maxCounted = 10_000;
const countedForMs = 60_000;

interface Grant {
  id: string;
  since: number;
  lastAt: number;
  count: number;
}

let refusals: StoredDecision[] = [];
let grants: StoredDecision[] = [];
let counts: Count[] = [];
let losses: Losses = { grants: 0, refusals: 0 };
const counted = new Map<string, Grant>(); // by their facts; the oldest first
let generation = 0;

onAccessChange(() => {
  generation += 1; // the same request may be granted by another rule
});

export const isRecording = (): boolean => config.decisions.rows > 0;

/** Queues a refusal, or a grant of less than was asked. */
export function recordRefusal(decision: Decision): void {
  if (!isRecording()) return;
  if (refusals.length < maxWaiting.refusals) refusals.push(stored(decision));
  else losses.refusals += 1;
  if (refusals.length >= batchSize) void flushDecisions();
}

/**
 * Counts a grant. `facts` has everything that distinguishes it; `make` describes it if it is the first of its minute.
 * Returns the id of that first one.
 */
export function recordGrant(facts: string, make: (id: string) => Decision): string {
  const key = `${generation} ${facts}`;
  const now = Date.now();
  const known = counted.get(key);
  if (known && known.since + countedForMs > now) {
    known.count += 1;
    known.lastAt = now;
    return known.id;
  }
  if (known) close(key, known);
  const id = newDecisionId();
  if (!isRecording()) return id;
  if (grants.length >= maxWaiting.grants) {
    losses.grants += 1;
    return id;
  }
  counted.set(key, { id, since: now, lastAt: now, count: 1 });
  grants.push(stored(make(id)));
  closeOldest();
  return id;
}

/** Lets the count of a grant be written. */
function close(key: string, { id, count, lastAt }: Grant): void {
  counted.delete(key);
  if (count > 1 && counts.length < maxCounted) counts.push({ id, count, lastAt });
}

function closeOldest(): void {
  const [oldest] = counted;
  if (oldest && counted.size > maxCounted) close(...oldest);
}

function closeEnded(before: number): void {
  for (const [key, grant] of counted) {
    if (grant.since > before) return;
    close(key, grant);
  }
}

const heldMs = 10 * 60_000; // how long a grant can be read at least
let budget: number = maxWaiting.grants; // of grants that may be written now
let budgetAt = Date.now();

/** Takes the grants to write: no more than stay within their half of the rows for ten minutes, but for a burst. */
function takeGrants(): StoredDecision[] {
  const now = Date.now();
  const perMs = config.decisions.rows / 2 / heldMs;
  budget = Math.min(maxWaiting.grants, budget + (now - budgetAt) * perMs);
  budgetAt = now;
  const taken = grants.splice(0, Math.min(batchSize, Math.floor(budget)));
  budget -= taken.length;
  return taken;
}

let flushing: Promise<void> | undefined;

/** Writes what waits. Never fails: what could not be written is retried with the next flush. */
export function flushDecisions(): Promise<void> {
  flushing ??= flush().finally(() => {
    flushing = undefined;
  });
  return flushing;
}

async function flush(): Promise<void> {
  closeEnded(Date.now() - countedForMs);
  let left = refusals.length;
  let isUsable = await write({
    refusals: refusals.splice(0, batchSize),
    grants: takeGrants(),
  });
  for (left -= batchSize; left > 0 && isUsable; left -= batchSize)
    isUsable = await write({ refusals: refusals.splice(0, batchSize), grants: [] });
  if (isUsable) await writeCounts();
}

interface Batch {
  refusals: StoredDecision[];
  grants: StoredDecision[];
}

/** False if the database is not usable now: the batch waits for the next flush. */
async function write(batch: Batch): Promise<boolean> {
  const rows = [...batch.refusals, ...batch.grants];
  if (rows.length === 0) return true;
  try {
    await insertDecisions(rows);
    await announceRefusals(batch.refusals);
  } catch (error) {
    log.warn({ err: error }, "decisions could not be recorded");
    keepOrDrop(batch, { isLost: unavailability(error) === null }); // another error would repeat for ever
    return false;
  }
  await pruneIfDue(rows.length);
  return true;
}

function keepOrDrop(batch: Batch, { isLost }: { isLost: boolean }): void {
  if (isLost || refusals.length + batch.refusals.length > maxWaiting.refusals)
    losses.refusals += batch.refusals.length;
  else refusals = [...batch.refusals, ...refusals];
  if (isLost || grants.length + batch.grants.length > maxWaiting.grants)
    losses.grants += batch.grants.length;
  else grants = [...batch.grants, ...grants];
}

async function writeCounts(): Promise<void> {
  const [countsNow, lossesNow] = [counts, losses];
  counts = [];
  losses = { grants: 0, refusals: 0 };
  try {
    await storeCounts(countsNow);
    await storeLosses(lossesNow);
  } catch (error) {
    log.warn({ err: error }, "counts of decisions could not be recorded");
    losses.grants += lossesNow.grants;
    losses.refusals += lossesNow.refusals;
  }
}

/** Starts writing, in each process that answers requests. Returns a function that writes the rest and stops. */
export function startDecisionLog(): () => Promise<void> {
  const timer = setInterval(() => void flushDecisions(), flushIntervalMs);
  return async () => {
    clearInterval(timer);
    await flushDecisions(); // one that runs already may have begun before the last decision
    closeEnded(Number.POSITIVE_INFINITY);
    await flushDecisions();
  };
}
