import { type Socket, connect as tcp } from "node:net";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { startFaultyInstance } from "../support/faults/instance.ts";
import { until } from "../support/waiting.ts";

// Each test breaks one thing while events arrive and tokens are requested, repairs it, and checks that every accepted
// event was applied once, that nobody was granted more than the policy allows, and that Portus serves again by itself.

const it = await startFaultyInstance();
const minute = 60_000;

interface Fault {
  name: string;
  break(): Promise<unknown> | unknown;
  /** What /readyz says meanwhile. */
  says?: [status: number, text: RegExp];
  repair?(): Promise<unknown> | unknown;
  forMs?: number;
}

const held: { clients: pg.Client[]; sockets: Socket[] } = { clients: [], sockets: [] };

async function administer(sql: string): Promise<void> {
  const client = new pg.Client(it.postgres.url);
  await client.connect();
  await client.query("SET default_transaction_read_only = off"); // by itself: the next statement begins a transaction
  await client.query(sql);
  await client.end();
}

/** Takes all connections that Postgres has left, and then those that it keeps for superusers. */
async function takeConnections(): Promise<void> {
  await administer("CREATE ROLE taker LOGIN PASSWORD 'taker'").catch(() => {});
  const url = new URL(it.postgres.url);
  url.username = "taker";
  url.password = "taker";
  for (const address of [url.href, it.postgres.url]) while (await holdConnection(address));
}

async function holdConnection(address: string): Promise<boolean> {
  const client = new pg.Client(address);
  client.on("error", () => {});
  try {
    await client.connect();
  } catch {
    return false;
  }
  held.clients.push(client);
  return true;
}

function hold(count: number, send: (socket: Socket) => void): void {
  for (let n = 0; n < count; n += 1) {
    const socket = tcp(Number(it.env.PORT), "127.0.0.1");
    socket.on("error", () => {});
    socket.on("connect", () => send(socket));
    held.sockets.push(socket);
  }
}

async function release(): Promise<void> {
  for (const socket of held.sockets.splice(0)) socket.destroy();
  await Promise.all(held.clients.splice(0).map((client) => client.end()));
}

const faults: Fault[] = [
  ...Array.from({ length: 5 }, (_, n) => ({
    name: `Portus is killed at random, time ${n + 1}`,
    break: async () => {
      await pause(Math.random() * 1_000);
      it.kill();
    },
  })),
  ...Array.from({ length: 3 }, (_, n) => ({
    name: `Postgres is killed at random, time ${n + 1}`,
    break: async () => {
      await pause(Math.random() * 1_000);
      await until(() => it.killPostgres("SIGKILL"), "Postgres to be there");
    },
  })),
  {
    name: "Postgres is restarted",
    break: () => until(() => it.killPostgres("SIGINT"), "Postgres to be there"), // a fast shutdown
  },
  {
    name: "R12: Postgres becomes read-only",
    break: async () => {
      await administer("ALTER DATABASE postgres SET default_transaction_read_only = on");
      it.link.cut();
      it.link.heal();
    },
    says: [503, /read-only/],
    repair: async () => {
      await administer("ALTER DATABASE postgres RESET default_transaction_read_only");
      it.link.cut();
      it.link.heal();
    },
  },
  {
    name: "Postgres has no connections left",
    break: async () => {
      it.link.cut();
      await takeConnections();
      it.link.heal();
    },
    says: [503, /no connections left/],
    repair: release,
    forMs: 3_000,
  },
  {
    name: "the connections to Postgres are cut",
    break: () => it.link.cut(),
    says: [503, /can't be reached/],
    repair: () => it.link.heal(),
  },
  {
    name: "the connections to Postgres are slow",
    break: () => it.link.slow(100),
    repair: () => it.link.heal(),
    forMs: 3_000,
  },
  {
    name: "R8: the connections to Postgres go silent",
    break: () => it.link.silence(),
  },
  {
    name: "R8: Postgres is silent, and later answers new connections",
    break: () => it.link.silenceAll(),
    says: [503, /does not answer|can't be reached/],
    repair: () => it.link.heal(),
    forMs: 15_000,
  },
  {
    name: "5,000 idle connections are open",
    break: () => hold(5_000, () => {}),
    says: [200, /ready/],
    repair: release,
    forMs: 3_000,
  },
  {
    name: "1,000 clients send their headers slowly",
    break: () =>
      hold(1_000, (socket) => {
        socket.write("GET /v2/token HTTP/1.1\r\n");
        const timer = setInterval(() => socket.write("X-Slow: 1\r\n"), 1_000);
        socket.on("close", () => clearInterval(timer));
      }),
    says: [200, /ready/],
    repair: () =>
      until(
        () => held.sockets.every(({ destroyed }) => destroyed),
        "the slow clients to be cut off",
        minute,
      ),
  },
  ...[10, -10].map((minutes) => ({
    name: `the clock of Portus is ${minutes} minutes off`,
    break: () => it.kill(minutes * minute),
    repair: () => it.kill(),
    forMs: 5_000,
  })),
];

for (const { name, break: breakIt, says, repair, forMs } of faults)
  test(`${name}: no event is lost or applied twice, no grant is too much, and Portus recovers`, async () => {
    await it.readyz(200);
    await it.push(10);

    const pushing = it.push(40);
    await breakIt();
    if (says) await it.readyz(...says);
    if (forMs) await pause(forMs);
    await repair?.();
    await pushing;

    await it.readyz(200);
    await it.push(1);
    await it.check();
  });
