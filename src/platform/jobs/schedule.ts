import PgBoss from "pg-boss";
import { openPool } from "../db/connections.ts";
import { log } from "../log.ts";
import { counter } from "../metrics/metrics.ts";

/** Work that runs on a schedule (UTC), on one replica each time. */
export interface Job {
  name: string;
  cron: string;
  run: () => Promise<unknown>;
}

const runs = counter({
  name: "portus_scheduled_jobs_total",
  help: "Runs of jobs on a schedule, by outcome. One process runs each.",
  labels: { job: "any", outcome: ["succeeded", "failed"] },
});

export interface Scheduler {
  /** Starts no more runs and waits up to 5 s for those in progress. */
  stop(): Promise<void>;
}

/**
 * Names of jobs in earlier versions. A name that is not in this list may belong to a newer version that runs beside this
 * one during an upgrade: its schedule must stay.
 */
const formerJobs = ["sweep-late-pushes", "carry-out-rules"];

export async function startJobs(url: string, jobs: readonly Job[]): Promise<Scheduler> {
  const pool = openPool(url, "portus-jobs", { max: 3 });
  const executeSql = (text: string, values: unknown[]) => pool.query(text, values);
  const boss = new PgBoss({ db: { executeSql } });
  boss.on("error", (error) => log.warn({ err: error }, "the job queue reports an error"));
  await boss.start();
  for (const name of formerJobs) await boss.unschedule(name);
  for (const { name, cron, run } of jobs) {
    await boss.createQueue(name, { name, policy: "singleton", retryLimit: 3, retryDelay: 30 });
    await boss.work(name, { pollingIntervalSeconds: 10 }, () => runOnce(name, run));
    await boss.schedule(name, cron);
  }
  const stop = async () => {
    await boss.stop({ graceful: true, timeout: 5_000 });
    await pool.end();
  };
  return { stop };
}

async function runOnce(name: string, run: Job["run"]): Promise<void> {
  try {
    const outcome = await run();
    runs.add({ job: name, outcome: "succeeded" });
    log.debug({ job: name, outcome }, "job done");
  } catch (error) {
    runs.add({ job: name, outcome: "failed" });
    log.error({ err: error, job: name }, "a scheduled job failed; it is retried");
    throw error;
  }
}
