import { pool } from "../../platform/db/client.ts";
import { log } from "../../platform/log.ts";

type Table = "application_tokens" | "refresh_tokens";

const pending: Record<Table, Map<number | bigint, Date>> = {
  application_tokens: new Map(),
  refresh_tokens: new Map(),
};

/** Remembers that a token was used. The next flush writes all uses, off the request path. */
export function recordUse(table: Table, id: number | bigint): void {
  pending[table].set(id, new Date());
}

/** Writes when tokens were last used, in one statement per table. Failed writes are retried at the next flush. */
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
    log.warn({ err: error, table }, "could not record last uses of tokens; retrying");
    for (const [id, at] of uses) if (!pending[table].has(id)) pending[table].set(id, at);
  }
}
