import { db } from "../../platform/db/client.ts";
import type { Job } from "../../platform/jobs/schedule.ts";

export const jobs: Job[] = [{ name: "prune-pulls", cron: "23 4 * * *", run: prunePulls }];

/** How far back pages and programs may look. */
export const longest = 90;

const kept = 730; // days of which a repository's sums stay

/** Forgets what each digest was pulled on days that no page shows, and after two years the sums; says how many rows. */
export async function prunePulls(): Promise<number> {
  const digests = await db.pullCount.deleteMany({ where: { day: { lt: daysAgo(longest) } } });
  const sums = await db.dailyPulls.deleteMany({ where: { day: { lt: daysAgo(kept) } } });
  return digests.count + sums.count;
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000);
}
