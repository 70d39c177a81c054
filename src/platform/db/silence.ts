import type { Socket } from "node:net";
import pg from "pg";

const checkMs = 2_500;
const suspectMs = 7_500; // without a byte of the answer, after which the server is asked about the statement
const pooledMs = 65_000; // without asking, because a pooler does not say which connection of the server it uses
const askMs = 2_000;

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
}

const watched = new Set<Watched>();
let checking = false;

/**
 * Ends a connection that has gone silent. A network that drops packets without a reset leaves the client waiting for
 * many minutes, and TCP's keepalive does not help while something is sent. A statement may take long, so Portus
 * asks the server, on a new connection, whether it still runs it. If not, or if the server can't be reached, the answer
 * will never come.
 */
export function endSilentConnection(client: pg.ClientBase, backend: Backend | null): void {
  const inner = client as unknown as Inner; // its types hide the socket and the query
  const entry: Watched = { client: inner, backend, query: null, bytes: 0, since: 0 };
  watched.add(entry);
  client.once("end", () => watched.delete(entry));
  if (checking) return;
  checking = true;
  setInterval(() => void endSilent(), checkMs).unref();
}

async function endSilent(): Promise<void> {
  const now = Date.now();
  const suspects = [...watched].filter((it) => isSilent(it, now));
  for (const url of new Set(suspects.map((it) => it.backend?.url))) {
    const own = suspects.filter((it) => it.backend?.url === url);
    const pids = own.map((it) => it.backend?.pid ?? 0);
    const working = url ? await stillWorking(url, pids) : new Set<number>();
    for (const it of own) if (!working.has(it.backend?.pid ?? 0) && isSilent(it, now)) end(it);
  }
}

/** Whether a query has been without an answer for too long. Notes what has changed since the last check. */
function isSilent(it: Watched, now: number): boolean {
  const query = it.client._getActiveQuery() ?? null;
  const bytes = it.client.connection.stream.bytesRead;
  const changed = query !== it.query || bytes !== it.bytes;
  if (changed) Object.assign(it, { query, bytes, since: now });
  return query !== null && !changed && now - it.since >= (it.backend ? suspectMs : pooledMs);
}

/** The backends that the server says are working. If it refuses to say, as when it has no connection left, all are. */
async function stillWorking(url: string, pids: number[]): Promise<Set<number>> {
  const limits = { connectionTimeoutMillis: askMs, query_timeout: askMs };
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
    return new Set(error instanceof pg.DatabaseError ? pids : []);
  } finally {
    void asker.end().catch(() => {});
  }
}

/** The query fails with "Connection terminated unexpectedly", and a pool opens another connection. */
function end({ client }: Watched): void {
  client.connection.stream.destroy();
}
