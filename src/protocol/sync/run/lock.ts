import { openSession } from "../../../platform/db/client.ts";
import { locks, tryLockSession } from "../../../platform/db/locks.ts";

const heartbeatMs = 15_000; // an idle connection may be cut without notice

/**
 * Runs `work` while holding the registry's sync lock; returns null if another process holds it. Postgres drops the lock
 * with a dead process's connection. `work` must poll `isLost` and stop: another process may hold the lock by then.
 */
export async function withSyncLock<T>(
  registryId: number,
  work: (isLost: () => boolean) => Promise<T>,
): Promise<T | null> {
  const client = await openSession();
  let isLost = false;
  const onLoss = () => {
    isLost = true;
  };
  client.once("end", onLoss);
  const heartbeat = setInterval(() => void client.query("SELECT").catch(onLoss), heartbeatMs);
  const key = locks.sync(registryId);
  try {
    return (await tryLockSession(client, key)) ? await work(() => isLost) : null;
  } finally {
    clearInterval(heartbeat);
    await client.end().catch(() => {}); // which also drops the lock
  }
}
