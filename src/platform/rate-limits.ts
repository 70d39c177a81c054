import { createHmac } from "node:crypto";
import { config } from "./config/config.ts";
import { db, type Tx } from "./db/client.ts";
import { TooMany } from "./errors.ts";
import type { Job } from "./jobs/schedule.ts";

// Counts of attempts in the database, so that replicas share them and a restart keeps them. A key should be the network
// that makes the attempts. If it is the account or the address of somebody else, that person can be locked out.

export const jobs: Job[] = [
  { name: "prune-rate-counts", cron: "*/10 * * * *", run: pruneRateCounts },
];

export interface Count {
  count: number;
  leftMs: number; // until the window ends, by the database's clock
}

/** Counts one attempt at each key. Returns the counts with this attempt, in the order of the keys. */
export async function countAttempt(
  keys: readonly string[],
  windowMs: number,
  tx: Tx = db,
): Promise<Count[]> {
  const stored = keys.map(storedKey);
  const rows = await tx.$queryRaw<(Count & { key: string })[]>`
    INSERT INTO rate_counts AS known (key, count, ends_at)
    SELECT key, 1, now() + ${windowMs} * interval '1 ms' FROM unnest(${stored}::text[]) AS key ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN known.ends_at <= now() THEN 1 ELSE known.count + 1 END,
      ends_at = CASE WHEN known.ends_at <= now() THEN excluded.ends_at ELSE known.ends_at END
    RETURNING key, count, (extract(epoch FROM ends_at - now()) * 1000)::float AS "leftMs"`;
  const found = new Map(rows.map(({ key, ...count }) => [key, count]));
  return stored.map((key) => found.get(key) ?? { count: 1, leftMs: windowMs });
}

/** Uncounts one attempt at each key. */
export async function uncountAttempts(keys: readonly string[]): Promise<void> {
  const stored = keys.map(storedKey);
  await db.$executeRaw`
    WITH locked AS (SELECT key FROM rate_counts WHERE key = ANY (${stored}::text[]) ORDER BY key FOR UPDATE)
    UPDATE rate_counts SET count = greatest(count - 1, 0) FROM locked WHERE rate_counts.key = locked.key`;
}

/** Counts from zero again at a key. */
export async function resetAttempts(tx: Tx, key: string): Promise<void> {
  await tx.rateCount.deleteMany({ where: { key: storedKey(key) } });
}

interface RateLimit {
  name: string;
  max: number; // attempts in a window
  windowMs: number;
}

interface Explained extends RateLimit {
  what: string; // was too much
  wayOut: string; // what to do instead of waiting
}

export const limitKey = ({ name }: Pick<RateLimit, "name">, key: string): string =>
  `${name} ${key}`;

/**
 * Counts an attempt. Returns the seconds to wait if there were too many in this window, else null. In a transaction,
 * other attempts at the key wait for its end.
 */
export async function secondsToWait(
  limit: RateLimit,
  key: string,
  tx: Tx = db,
): Promise<number | null> {
  const [counted] = await countAttempt([limitKey(limit, key)], limit.windowMs, tx);
  if (!counted || counted.count <= limit.max) return null;
  return secondsIn(counted.leftMs);
}

/** Counts an attempt, and throws TooMany if there were too many. */
export async function admitAttempt(limit: Explained, key: string, tx: Tx = db): Promise<void> {
  const wait = await secondsToWait(limit, key, tx);
  if (wait !== null) throw new TooMany(wait, limit.what, limit.wayOut);
}

/** Throws TooMany if another attempt would be too many, and counts none. */
export async function ensureAttemptsLeft(limit: Explained, key: string): Promise<void> {
  const [counted] = await db.$queryRaw<{ leftMs: number }[]>`
    SELECT (extract(epoch FROM ends_at - now()) * 1000)::float AS "leftMs" FROM rate_counts
    WHERE key = ${storedKey(limitKey(limit, key))} AND count >= ${limit.max} AND ends_at > now()`;
  if (counted) throw new TooMany(secondsIn(counted.leftMs), limit.what, limit.wayOut);
}

const secondsIn = (ms: number) => Math.max(1, Math.ceil(ms / 1000));

/** Keys are hashed: they may contain what somebody typed, such as a password in the field of the user name. */
function storedKey(key: string): string {
  return createHmac("sha256", config.secret).update(`rate ${key}`).digest("base64url").slice(0, 22);
}

async function pruneRateCounts(): Promise<number> {
  return db.$executeRaw`DELETE FROM rate_counts WHERE ends_at < now()`;
}
