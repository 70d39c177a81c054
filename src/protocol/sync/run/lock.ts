import { pool } from "../../../platform/db/client.ts";
import { locks, tryLockSession, unlockSession } from "../../../platform/db/locks.ts";

const heartbeatMs = 15_000; // an idle connection may be cut without notice

/**
 * Runs `work` while holding the registry's sync lock; returns null if another process holds it. Postgres drops the lock
 * with a dead process's connection. `work` must poll `isLost` and stop: another process may hold the lock by then.
 */
export async function withSyncLock<T>(
  registryId: number,
  work: (isLost: () => boolean) => Promise<T>,
): Promise<T | null> {
  const client = await pool.connect();
  let isLost = false;
  const onLoss = () => {
    isLost = true;
  };
  client.on("error", onLoss);
  const heartbeat = setInterval(() => void client.query("SELECT").catch(onLoss), heartbeatMs);
  const key = locks.sync(registryId);
  let isHeld = false;
  try {
    isHeld = await tryLockSession(client, key);
    return isHeld ? await work(() => isLost) : null;
  } finally {
    const unlocked = isHeld ? unlockSession(client, key) : Promise.resolve();
    const isBroken = await unlocked.then(
      () => false,
      () => true,
    );
    clearInterval(heartbeat);
    client.off("error", onLoss);
    client.release(isBroken);
  }
}
