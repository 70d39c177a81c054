import { setTimeout as pause } from "node:timers/promises";
import { databaseUrl, pool } from "../../platform/db/client.ts";
import { openClient } from "../../platform/db/connections.ts";

const checkIntervalMs = 10_000;
const answerTimeoutMs = 5_000;
const stuckAfterMs = 120_000;

let stuckSince: number | null = null;

/**
 * Whether a restart would help: for two minutes the connections of this process have not answered, although a new
 * one to the same address does. If Postgres or its pooler is down, a restart does not help.
 */
export const isStuck = (now = Date.now()): boolean =>
  stuckSince !== null && now - stuckSince > stuckAfterMs;

/** Checks the connections of this process. Returns a function that stops it. */
export function startLivenessChecks(): () => void {
  const timer = setInterval(() => void checkLiveness(), checkIntervalMs).unref();
  return () => clearInterval(timer);
}

export async function checkLiveness(now = Date.now()): Promise<void> {
  const stuck = !(await inTime(pool.query("SELECT"))) && (await inTime(queryOverNewConnection()));
  stuckSince = stuck ? (stuckSince ?? now) : null;
}

async function queryOverNewConnection(): Promise<void> {
  const client = await openClient(databaseUrl, "portus-watch", { pooled: true });
  try {
    await client.query("SELECT");
  } finally {
    await client.end();
  }
}

async function inTime(work: Promise<unknown>): Promise<boolean> {
  const answered = work.then(
    () => true,
    () => false,
  );
  return Promise.race([answered, pause(answerTimeoutMs, false, { ref: false })]);
}

let draining = false;

/** From the signal to stop on, /readyz is 503 while requests are served: a load balancer needs seconds to notice. */
export function startDraining(): void {
  draining = true;
}

export const isDraining = (): boolean => draining;
