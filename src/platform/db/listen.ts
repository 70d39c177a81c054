import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";

/** What each channel's announcements are handed to; without a text, if any may have been missed. */
type Handlers = Record<string, (announcement?: string) => unknown>;

export interface Listening {
  close(): Promise<void>;
}

const longestPause = 5_000; // ms between attempts to connect again
const heartbeat = 15_000; // ms: a database that vanished without a word is noticed within two of them

/**
 * Calls a channel's handler whenever Postgres announces something on it. When the connection breaks, `onLost` is
 * called; when it is back, every handler is, since an announcement may have been missed.
 */
export async function listen(
  url: string,
  handlers: Handlers,
  onLost: () => unknown = () => {},
): Promise<Listening> {
  const closing = new AbortController();
  let client = await subscribed(url, handlers);
  const kept = keep();

  async function keep(): Promise<void> {
    while (!closing.signal.aborted) {
      await ended(client);
      if (closing.signal.aborted) return;
      onLost();
      const next = await again(url, handlers, closing.signal);
      if (!next) return;
      client = next;
      for (const handle of Object.values(handlers)) handle();
    }
  }

  return {
    close: async () => {
      closing.abort();
      await client.end();
      await kept;
    },
  };
}

async function again(
  url: string,
  handlers: Handlers,
  signal: AbortSignal,
): Promise<pg.Client | undefined> {
  for (let wait = 50; !signal.aborted; wait = Math.min(wait * 2, longestPause)) {
    const client = await subscribed(url, handlers).catch(() => undefined);
    if (client && !signal.aborted) return client;
    await client?.end();
    await pause(wait, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

async function subscribed(url: string, handlers: Handlers): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "portus-listen",
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
  });
  client.on("error", () => {}); // `ended` hears of it
  client.on("notification", ({ channel, payload }) => handlers[channel]?.(payload));
  await client.connect();
  for (const channel of Object.keys(handlers))
    await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
  const beat = setInterval(() => client.query("SELECT 1").catch(() => client.end()), heartbeat);
  client.once("end", () => clearInterval(beat));
  return client;
}

function ended(client: pg.Client): Promise<void> {
  return new Promise((resolve) => client.once("end", () => resolve()));
}
