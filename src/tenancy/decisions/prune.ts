import { config } from "../../platform/config/config.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { log } from "../../platform/log.ts";

export const jobs: Job[] = [{ name: "prune-decisions", cron: "*/10 * * * *", run: pruneDecisions }];

const stepSize = 5_000;
const maxSteps = 100;

/** Deletes decisions that are too old or too many. Returns how many. */
export async function pruneDecisions(): Promise<number> {
  return (await pruneOld()) + (await pruneExcess());
}

let written = 0;

/** Called with the number of decisions that were written: under a flood, the bound is enforced long before the job runs. */
export async function pruneIfDue(count: number): Promise<void> {
  written += count;
  if (written < Math.max(1, config.decisions.rows / 20)) return;
  written = 0;
  await pruneExcess().catch((error) => log.warn({ err: error }, "decisions could not be pruned"));
}

function pruneOld(): Promise<number> {
  return inSteps(
    () => db.$executeRaw`
      DELETE FROM decisions WHERE id IN (
        SELECT id FROM (SELECT id, at FROM decisions ORDER BY id LIMIT ${stepSize}) AS oldest
        WHERE at < now() - ${config.decisions.days} * interval '1 day')`,
  );
}

/** Half of the rows are for grants and half for the rest, so that a flood of one does not displace the other. */
async function pruneExcess(): Promise<number> {
  const half = Math.ceil(config.decisions.rows / 2);
  const grants = await pruneBeyond(half, Prisma.sql`outcome = 'granted'`);
  const others = await pruneBeyond(half, Prisma.sql`outcome <> 'granted'`);
  return grants + others;
}

async function pruneBeyond(max: number, part: Prisma.Sql): Promise<number> {
  const [newest] = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM decisions WHERE ${part} ORDER BY id DESC OFFSET ${max} LIMIT 1`;
  if (!newest) return 0;
  return inSteps(
    () => db.$executeRaw`
      DELETE FROM decisions WHERE id IN (
        SELECT id FROM decisions WHERE ${part} AND id <= ${newest.id} ORDER BY id LIMIT ${stepSize})`,
  );
}

/** Repeats a deletion until it deletes less than a step. */
async function inSteps(step: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let n = 0; n < maxSteps; n++) {
    const deleted = await step();
    total += deleted;
    if (deleted < stepSize) return total;
  }
  return total;
}
