import { pool } from "../../platform/db/client.ts";
import { log } from "../../platform/log.ts";

type Table = "application_tokens" | "refresh_tokens";

const pending: Record<Table, Map<number | bigint, Date>> = {
  application_tokens: new Map(),
  refresh_tokens: new Map(),
};

/** Remembers that a token was used. It is written with all others at the next flush, not on the request's path. */
export function recordUse(table: Table, id: number | bigint): void {
  pending[table].set(id, new Date());
}

/** Writes when tokens were last used, in one statement per table. What can't be written waits for the next time. */
export async function flushLastUses(): Promise<void> {
  await Promise.all([flush("application_tokens"), flush("refresh_tokens")]);
}

async function flush(table: Table): Promise<void> {
  const uses = pending[table];
  if (uses.size === 0) return;
  pending[table] = new Map();
  try {
    await pool.query(
      `UPDATE ${table} SET last_used_at = used.at
       FROM unnest($1::bigint[], $2::timestamptz[]) AS used(id, at)
       WHERE ${table}.id = used.id AND (last_used_at IS NULL OR last_used_at < used.at)`,
      [[...uses.keys()], [...uses.values()]],
    );
  } catch (error) {
    log.warn({ err: error, table }, "last uses of tokens could not be written yet");
    for (const [id, at] of uses) if (!pending[table].has(id)) pending[table].set(id, at);
  }
}
