import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { openClient } from "./connections.ts";

/** The handler of each channel. It gets the payload, or undefined if notifications may have been missed. */
export type Handlers = Record<string, (announcement?: string) => unknown>;

export interface Listening {
  close(): Promise<void>;
}

const maxPause = 5_000; // ms between attempts to reconnect
const heartbeatMs = 5_000; // a query whose answer does not come shows that the connection is lost

/**
 * Calls the handler of a channel for each notification. Calls `onLost` when the connection breaks, and every handler
 * when it is back, because notifications may have been missed.
 */
export async function listen(
  url: string,
  handlers: Handlers,
  onLost: () => unknown = () => {},
): Promise<Listening> {
  const closing = new AbortController();
  let client = await subscribe(url, handlers);
  const keeping = keepSubscribed();

  async function keepSubscribed(): Promise<void> {
    while (!closing.signal.aborted) {
      await untilEnd(client);
      if (closing.signal.aborted) return;
      onLost();
      const next = await reconnect(url, handlers, closing.signal);
      if (!next) return;
      client = next;
      for (const handle of Object.values(handlers)) handle();
    }
  }

  return {
    close: async () => {
      closing.abort();
      await client.end();
      await keeping;
    },
  };
}

async function reconnect(
  url: string,
  handlers: Handlers,
  signal: AbortSignal,
): Promise<pg.Client | undefined> {
  for (let wait = 50; !signal.aborted; wait = Math.min(wait * 2, maxPause)) {
    const client = await subscribe(url, handlers).catch(() => undefined);
    if (client && !signal.aborted) return client;
    await client?.end();
    await pause(wait, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

async function subscribe(url: string, handlers: Handlers): Promise<pg.Client> {
  const client = await openClient(url, "portus-listen");
  client.on("notification", ({ channel, payload }) => handlers[channel]?.(payload));
  for (const channel of Object.keys(handlers))
    await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
  const heartbeat = setInterval(
    () => client.query("SELECT 1").catch(() => client.end()),
    heartbeatMs,
  );
  client.once("end", () => clearInterval(heartbeat));
  return client;
}

function untilEnd(client: pg.Client): Promise<void> {
  return new Promise((resolve) => client.once("end", () => resolve()));
}
