import { db, type Prisma } from "../../platform/db/client.ts";
import { keptPulls } from "../../platform/db/kept-counts.ts";

export interface DayOfPulls {
  day: Date;
  count: number;
}

/**
 * The pulls of all repositories that match a condition, for each of the last days, oldest first. It takes no
 * actor: callers pass a condition that only repositories the actor may see meet, or are for admins.
 */
export async function totalPullsByDay(
  repository: Prisma.RepositoryWhereInput,
  days: number,
): Promise<DayOfPulls[]> {
  const ofAll = Object.keys(repository).length === 0;
  const counts = ofAll ? await keptPulls(firstDay(days)) : await sumByDay(repository, days);
  return lastDays(days).map((day) => ({ day, count: counts.get(day.getTime()) ?? 0 }));
}

async function sumByDay(repository: Prisma.RepositoryWhereInput, days: number) {
  const sums = await db.dailyPulls.groupBy({
    by: ["day"],
    where: { day: { gte: firstDay(days) }, repository },
    _sum: { count: true },
  });
  return new Map(sums.map(({ day, _sum }) => [day.getTime(), Number(_sum.count ?? 0)]));
}

const listedDays = 14;

/** The pulls of each repository on each of the last 14 days, oldest first. */
export async function pullsByRepositoryAndDay(
  repositoryIds: number[],
): Promise<Map<number, number[]>> {
  const rows = await db.$queryRaw<{ repositoryId: number; ago: number; count: bigint }[]>`
    SELECT repository_id AS "repositoryId", (now() AT TIME ZONE 'UTC')::date - day AS ago, count
    FROM daily_pulls
    WHERE repository_id = ANY (${repositoryIds}::int[])
      AND day > (now() AT TIME ZONE 'UTC')::date - ${listedDays}::int`;

  const counts = new Map(repositoryIds.map((id) => [id, new Array<number>(listedDays).fill(0)]));
  for (const { repositoryId, ago, count } of rows)
    counts.get(repositoryId)?.splice(listedDays - 1 - ago, 1, Number(count));
  return counts;
}

/** The first of the last days, which end today. */
export function firstDay(count: number): Date {
  return new Date(new Date().setUTCHours(0, 0, 0, 0) - (count - 1) * aDay);
}

/** Days in UTC, oldest first; the last is today. */
export function lastDays(count: number): Date[] {
  const first = firstDay(count).getTime();
  return Array.from({ length: count }, (_, n) => new Date(first + n * aDay));
}

const aDay = 86_400_000;
