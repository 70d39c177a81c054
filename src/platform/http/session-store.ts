import type { Request } from "express";
import session, { type SessionData } from "express-session";
import { config } from "../config/config.ts";
import { pool, type Tx } from "../db/client.ts";

interface Row {
  sess: SessionData;
  left: number; // seconds until it expires
}

type Done = (error?: unknown) => void;

const idleEnd = "now() + $2 * interval '1 second'"; // of a session that is used now

/**
 * Sessions are rows, so that replicas share them and people can list and end them. They expire some time after their
 * last request, and not with their cookie.
 */
export class SessionStore extends session.Store {
  readonly #left = new WeakMap<object, number>(); // seconds, of the sessions that were read from rows
  readonly #automatic = new WeakSet<object>();

  override get(sid: string, done: (error: unknown, data?: SessionData) => void): void {
    pool
      .query<Row>(
        `SELECT sess, extract(epoch FROM expire::timestamptz - now())::float8 AS left FROM sessions
         WHERE sid = $1 AND expire > now()`,
        [sid],
      )
      .then(({ rows: [row] }) => {
        if (row) this.#left.set(row.sess, row.left);
        done(null, row?.sess);
      }, done);
  }

  override createSession(req: Request, data: SessionData) {
    const made = super.createSession(req, data);
    this.#left.set(made, this.#left.get(data) ?? 0);
    if (isAutomatic(req)) this.#automatic.add(made);
    return made;
  }

  /** Updates a session that was read only if it still exists, so that one that ended during a request stays ended. */
  override set(sid: string, data: SessionData, done?: Done): void {
    const save = this.#left.has(data)
      ? `UPDATE sessions SET sess = $3, expire = ${idleEnd} WHERE sid = $1`
      : `INSERT INTO sessions (sid, sess, expire) VALUES ($1, $3, ${idleEnd})
         ON CONFLICT (sid) DO UPDATE SET sess = excluded.sess, expire = excluded.expire`;
    write(save, [sid, config.sessionIdleSeconds, data], done);
  }

  /**
   * Called after each request that changes nothing in the session. What an open page asks by itself is no use of it. The
   * end of the response waits for this write, so a difference of up to a sixtieth of the idle time, at most a minute, is
   * left: a session may end that much early.
   */
  override touch(sid: string, data: SessionData, done?: Done): void {
    const idle = config.sessionIdleSeconds;
    const difference = Math.abs(idle - (this.#left.get(data) ?? 0));
    if (this.#automatic.has(data) || difference < Math.min(60, idle / 60)) done?.();
    else write(`UPDATE sessions SET expire = ${idleEnd} WHERE sid = $1`, [sid, idle], done);
  }

  override destroy(sid: string, done?: Done): void {
    write("DELETE FROM sessions WHERE sid = $1", [sid], done);
  }
}

function write(statement: string, values: unknown[], done?: Done): void {
  pool.query(statement, values).then(() => done?.(), done);
}

const isAutomatic = (req: Request): boolean =>
  req.get("portus-refresh") !== undefined || req.get("accept") === "text/event-stream";

/** Ends a person's sessions, except an optional one, in the transaction of the change that invalidates them. */
export async function endSessions(
  tx: Tx,
  userId: number,
  { except = "" }: { except?: string } = {},
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM sessions WHERE ((sess->'passport'->>'user')::int) = ${userId} AND sid <> ${except}`;
}
