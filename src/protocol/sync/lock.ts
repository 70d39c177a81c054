import { pool } from "../../platform/db/client.ts";

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
  const key = `hashtextextended('sync:${registryId}', 0)`;
  let held = false;
  try {
    const { rows } = await client.query(`SELECT pg_try_advisory_lock(${key}) AS held`);
    held = rows[0]?.held === true;
    return held ? await work(() => gone) : null;
  } finally {
    const freed = held && client.query(`SELECT pg_advisory_unlock(${key})`);
    const broken = await Promise.resolve(freed).then(
      () => false,
      () => true,
    );
    clearInterval(alive);
    client.off("error", lost);
    client.release(broken);
  }
}
