import { db } from "../../platform/db/client.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { pruneHours } from "../pulls/by-hour.ts";

export const jobs: Job[] = [{ name: "prune-pulls", cron: "23 4 * * *", run: prunePulls }];

export const maxDays = 90;

const maxSumDays = 730; // sums of a repository

/** Deletes pull counts that no page shows, and sums after two years. Returns the number of rows. */
export async function prunePulls(): Promise<number> {
  const digests = await db.pullCount.deleteMany({ where: { day: { lt: daysAgo(maxDays) } } });
  const sums = await db.dailyPulls.deleteMany({ where: { day: { lt: daysAgo(maxSumDays) } } });
  return digests.count + sums.count + (await pruneHours());
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000);
}
