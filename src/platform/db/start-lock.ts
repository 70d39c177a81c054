import { openFirst } from "./connections.ts";
import { lockSession, locks } from "./locks.ts";

/**
 * Runs what creates tables and rows at the start in one process at a time. Replicas often start together, on an empty
 * database too, and two that create the same thing fail or block each other.
 */
export async function withStartLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = await openFirst(url, "portus-start", { statementMs: 0 });
  try {
    await lockSession(client, locks.start);
    return await work();
  } finally {
    await client.end();
  }
}
