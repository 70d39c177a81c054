import { pool } from "../../platform/db/client.ts";
import { locks, tryLockSession, unlockSession } from "../../platform/db/locks.ts";

const beat = 15_000; // ms: a connection that nobody uses may be cut without a word

/**
 * Does it unless another process does so; the lock of one that was killed ends with its connection. Work is to stop when
 * it is told that the lock is lost: another process may have it by then.
 */
export async function alone<T>(
  registryId: number,
  work: (isLost: () => boolean) => Promise<T>,
): Promise<T | null> {
  const client = await pool.connect();
  let gone = false;
  const lost = () => {
    gone = true;
  };
  client.on("error", lost);
  const alive = setInterval(() => void client.query("SELECT").catch(lost), beat);
  const key = locks.sync(registryId);
  let held = false;
  try {
    held = await tryLockSession(client, key);
    return held ? await work(() => gone) : null;
  } finally {
    const unlocked = held ? unlockSession(client, key) : Promise.resolve();
    const broken = await unlocked.then(
      () => false,
      () => true,
    );
    clearInterval(alive);
    client.off("error", lost);
    client.release(broken);
  }
}
