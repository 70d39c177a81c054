import { db } from "./client.ts";

/**
 * Counts that triggers keep, so that pages need not recount: docs/decisions/071-kept-counts.md. Each transaction adds its
 * changes as rows, so that none waits for another; they are folded into one row for each count now and then.
 */
const names = ["users", "repositories", "tags", "stored bytes"] as const;

export type KeptCounts = Record<(typeof names)[number], bigint>;

export async function keptCounts(): Promise<KeptCounts> {
  const rows = await db.$queryRaw<{ name: string; value: string }[]>`
    SELECT name, sum(value)::text AS value FROM (
      SELECT name, value FROM kept_counts WHERE name = ANY (${[...names]}::text[])
      UNION ALL SELECT name, value FROM count_changes) AS kept
    GROUP BY name`;
  const values = new Map(rows.map(({ name, value }) => [name, BigInt(value)]));
  return Object.fromEntries(names.map((name) => [name, values.get(name) ?? 0n])) as KeptCounts; // the same names
}

/** The pulls of all repositories on each day since `first`, by the time of the day's start. */
export async function keptPulls(first: Date): Promise<Map<number, number>> {
  const rows = await db.$queryRaw<{ day: Date; value: string }[]>`
    SELECT day, sum(value)::text AS value FROM (
      SELECT day, value FROM kept_counts WHERE name = 'pulls' AND day >= ${first}::date
      UNION ALL SELECT day, value FROM count_changes WHERE name = 'pulls' AND day >= ${first}::date) AS kept
    GROUP BY day`;
  return new Map(rows.map(({ day, value }) => [day.getTime(), Number(value)]));
}

/** Makes the sums of the last 30 and 90 days end today. Recounts them if a day has begun since. */
export async function refreshRecentPulls(): Promise<void> {
  const [row] = await db.$queryRaw<{ fresh: boolean }[]>`
    SELECT EXISTS (SELECT FROM kept_counts
      WHERE name = 'recent pulls' AND day = (now() AT TIME ZONE 'UTC')::date) AS fresh`;
  if (!row?.fresh) await db.$executeRaw`SELECT recount_recent_pulls()`;
}

const batchSize = 20_000;

/** Keeps reads of the counts short. Returns 0 unless there may be more changes. */
export async function tidyCounts(): Promise<number> {
  await refreshRecentPulls();
  const folded = await foldCounts();
  return folded < batchSize ? 0 : folded;
}

/** Adds changes to their counts and returns how many there were. Readers see each change once, before and after. */
export async function foldCounts(): Promise<number> {
  return db.$executeRaw`
    WITH folded AS (
      DELETE FROM count_changes WHERE id IN (
        SELECT id FROM count_changes ORDER BY id LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
      RETURNING name, day, value
    ), summed AS (
      INSERT INTO kept_counts AS known (name, day, value)
      SELECT name, day, sum(value) FROM folded GROUP BY name, day ORDER BY name, day
      ON CONFLICT (name, day) DO UPDATE SET value = known.value + excluded.value
    )
    SELECT FROM folded`;
}
