import { pool } from "../db/client.ts";

/** Does it unless another process does so; the lock of one that was killed ends with its connection. */
export async function alone<T>(registryId: number, work: () => Promise<T>): Promise<T | null> {
  const client = await pool.connect();
  const lost = () => {}; // work fails by itself when the database is gone; unheard, this would end the process
  client.on("error", lost);
  const key = `hashtextextended('sync:${registryId}', 0)`;
  let held = false;
  try {
    const { rows } = await client.query(`SELECT pg_try_advisory_lock(${key}) AS held`);
    held = rows[0]?.held === true;
    return held ? await work() : null;
  } finally {
    const freed = held && client.query(`SELECT pg_advisory_unlock(${key})`);
    const broken = await Promise.resolve(freed).then(
      () => false,
      () => true,
    );
    client.off("error", lost);
    client.release(broken);
  }
}
