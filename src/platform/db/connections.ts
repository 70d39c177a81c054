import pg from "pg";
import { errorMessage } from "../error-fields.ts";
import { watchDisk } from "./disk.ts";
import { endSilentConnection } from "./silence.ts";

/**
 * Every connection to Postgres is opened here, so that none waits without a limit: for the connection, for a statement,
 * or for an answer of a connection that a network has dropped without a word.
 */

const connectTimeoutMs = 10_000; // also the wait for a free connection of a pool
const statementTimeoutMs = 60_000; // allowLongStatements() raises it for a transaction
const idleInTransactionTimeoutMs = 120_000; // a process that died must not hold its locks

export interface Limits {
  connectTimeoutMs?: number;
  statementTimeoutMs?: number; // 0: none, for migrations
  /** The address leads to a pooler whose connections are shared: nothing can be set on them. */
  pooled?: boolean;
}

export function openPool(url: string, name: string, limits: Limits & { max: number }): pg.Pool {
  const onConnect = (client: pg.ClientBase) => prepare(client, url, limits);
  const pool = new pg.Pool({ ...settings(url, name), max: limits.max, onConnect });
  pool.on("error", () => {}); // a broken idle connection is replaced at its next use
  return pool;
}

/** A connection of its own, for what belongs to one connection: LISTEN and session locks. */
export async function openClient(
  url: string,
  name: string,
  limits: Limits = {},
): Promise<pg.Client> {
  const { connectTimeoutMs: connectionTimeoutMillis = connectTimeoutMs } = limits;
  const client = new pg.Client({ ...settings(url, name), connectionTimeoutMillis });
  client.on("error", () => {}); // the running query fails too, and reports it
  await client.connect();
  try {
    await prepare(client, url, limits);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** The same at the start, where an error is read by the person who wrote the address. */
export async function openFirst(url: string, name: string, limits?: Limits): Promise<pg.Client> {
  try {
    return await openClient(url, name, limits);
  } catch (error) {
    const { host, port, database } = new pg.Client(url); // as it reads the address
    throw new Error(
      `The database ${database} at ${host}:${port} can't be used: ${errorMessage(error).trim().replace(/\.$/, "")}. ` +
        "Check that Postgres runs there and that DATABASE_URL is right.",
      { cause: error },
    );
  }
}

function settings(url: string, name: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

/** Sets the limits by a statement, because poolers refuse a connection that asks for them at its start. */
async function prepare(client: pg.ClientBase, url: string, limits: Limits): Promise<void> {
  watchDisk(client);
  if (limits.pooled) return endSilentConnection(client, null);
  endSilentConnection(client, {
    url,
    pid: await limit(client, limits.statementTimeoutMs ?? statementTimeoutMs),
  });
}

/** Returns the id of the backend: the one of the protocol may be that of a pooler. */
async function limit(client: pg.ClientBase, ms: number): Promise<number> {
  const text = `SELECT pg_backend_pid() AS pid,
    set_config('statement_timeout', $1, false),
    set_config('idle_in_transaction_session_timeout', $2, false),
    set_config('jit', 'off', false), -- compiling a statement takes ten times as long as running it
    set_config('tcp_keepalives_idle', '30', false), -- the server notices within a minute that a client is gone
    set_config('tcp_keepalives_interval', '10', false),
    set_config('tcp_keepalives_count', '3', false)`;
  const query: pg.QueryConfig & { query_timeout: number } = {
    text,
    values: [String(ms), String(ms && idleInTransactionTimeoutMs)],
    query_timeout: connectTimeoutMs,
  };
  const { rows } = await client.query<{ pid: number }>(query);
  return rows[0]?.pid ?? 0;
}
