import type { Tx } from "./client.ts";

/** No event of a repository is applied until the transaction ends. */
export async function holdEvents(tx: Tx, repository: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`events:${repository}`}, 0))`;
}
