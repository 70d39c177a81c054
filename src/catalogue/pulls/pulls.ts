import { db } from "../../platform/db/client.ts";

const days = 14;

/** The pulls of each day of the last two weeks, oldest first, of a page of repositories. */
export async function dailyPulls(repositoryIds: number[]): Promise<Map<number, number[]>> {
  const rows = await db.$queryRaw<{ repositoryId: number; ago: number; count: bigint }[]>`
    SELECT repository_id AS "repositoryId", (now() AT TIME ZONE 'UTC')::date - day AS ago, count
    FROM daily_pulls
    WHERE repository_id = ANY (${repositoryIds}::int[])
      AND day > (now() AT TIME ZONE 'UTC')::date - ${days}::int`;

  const counts = new Map(repositoryIds.map((id) => [id, new Array<number>(days).fill(0)]));
  for (const { repositoryId, ago, count } of rows)
    counts.get(repositoryId)?.splice(days - 1 - ago, 1, Number(count));
  return counts;
}
