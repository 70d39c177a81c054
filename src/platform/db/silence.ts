import type { Socket } from "node:net";
import pg from "pg";

const checkIntervalMs = 2_500;
const suspectAfterMs = 7_500; // without a byte of the answer; then the server is asked about the statement
const endPooledAfterMs = 65_000; // without asking, because a pooler does not say which connection of the server it uses
const askTimeoutMs = 10_000; // to connect, and again to answer: a server under load is slow, not gone
const maxFailedAsks = 2; // in a row

/** What pg's types do not show of a client. */
interface Inner {
  connection: { stream: Socket };
  _getActiveQuery(): unknown;
}

interface Backend {
  url: string;
  pid: number;
}

interface Watched {
  client: Inner;
  backend: Backend | null; // null: behind a pooler
  query: unknown;
  bytes: number; // read so far
  since: number; // when the query was first seen without an answer
  failedAsks: number; // in a row, about this query
}

const watched = new Set<Watched>();
let timer: NodeJS.Timeout | undefined;
let isChecking = false;

/**
 * Ends a connection that has gone silent. A network that drops packets without a reset leaves the client waiting for
 * many minutes, and TCP's keepalive does not help while something is sent. A statement may take long, so Portus
 * asks the server, on a new connection, whether it still runs it. If not, or if the server gives no answer twice in a
 * row, the statement's answer will never come.
 */
export function endSilentConnection(client: pg.ClientBase, backend: Backend | null): void {
  const inner = client as unknown as Inner; // its types hide the socket and the query
  const entry: Watched = { client: inner, backend, query: null, bytes: 0, since: 0, failedAsks: 0 };
  watched.add(entry);
  client.once("end", () => watched.delete(entry));
  if (timer) return;
  timer = setInterval(() => void endSilent(), checkIntervalMs).unref();
}

/** Checks all connections once. Checks do not overlap: two questions that fail side by side are not two in a row. */
export async function endSilent(now = Date.now()): Promise<void> {
  if (isChecking) return;
  isChecking = true;
  try {
    const suspects = [...watched].filter((it) => isSilent(it, now));
    const urls = new Set(suspects.map((it) => it.backend?.url));
    await Promise.all(
      [...urls].map((url) => {
        const own = suspects.filter((it) => it.backend?.url === url);
        return endNotWorking(own, url, now);
      }),
    );
  } finally {
    isChecking = false;
  }
}

/** Ends those connections of one server whose statement it does not run, as far as can be known. */
async function endNotWorking(suspects: Watched[], url: string | undefined, now: number) {
  const pids = suspects.map(pidOf);
  const working = url ? await stillWorking(url, pids) : new Set<number>();
  for (const it of suspects.filter((it) => isSilent(it, now))) {
    it.failedAsks = working ? 0 : it.failedAsks + 1;
    if (it.failedAsks >= maxFailedAsks || working?.has(pidOf(it)) === false) end(it);
  }
}

const pidOf = ({ backend }: Watched) => backend?.pid ?? 0;

/** Whether a query has been without an answer for too long. Notes what has changed since the last check. */
function isSilent(it: Watched, now: number): boolean {
  const query = it.client._getActiveQuery() ?? null;
  const bytes = it.client.connection.stream.bytesRead;
  const changed = query !== it.query || bytes !== it.bytes;
  if (changed) Object.assign(it, { query, bytes, since: now, failedAsks: 0 });
  return (
    query !== null && !changed && now - it.since >= (it.backend ? suspectAfterMs : endPooledAfterMs)
  );
}

/**
 * The backends that the server says are working; null if it gives no answer. If it refuses to say, as when it has no
 * connection left, all are.
 */
async function stillWorking(url: string, pids: number[]): Promise<Set<number> | null> {
  const limits = { connectionTimeoutMillis: askTimeoutMs, query_timeout: askTimeoutMs };
  const asker = new pg.Client({
    connectionString: url,
    application_name: "portus-watch",
    ...limits,
  });
  asker.on("error", () => {});
  try {
    await asker.connect();
    const { rows } = await asker.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
       WHERE pid = ANY($1) AND state IN ('active', 'fastpath function call', 'disabled')`,
      [pids],
    );
    return new Set(rows.map(({ pid }) => pid));
  } catch (error) {
    return error instanceof pg.DatabaseError ? new Set(pids) : null;
  } finally {
    void asker.end().catch(() => {});
  }
}

/** The query fails with "Connection terminated unexpectedly", and a pool opens another connection. */
function end({ client }: Watched): void {
  client.connection.stream.destroy();
}
