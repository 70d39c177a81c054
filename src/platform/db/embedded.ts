import { type AddressInfo, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { settle } from "./embedded/account.ts";
import { binaries, findPackage } from "./embedded/binaries.ts";
import { type Cluster, ensureCluster } from "./embedded/cluster.ts";
import { makeWay } from "./embedded/orphan.ts";
import { type Postmaster, runPostmaster } from "./embedded/postmaster.ts";

export interface Embedded {
  url: string;
  stop(): Promise<void>;
}

export interface Options {
  settings?: Record<string, string>;
  onLog?: (line: string) => void;
}

/** Runs a Postgres of our own on files under `directory`, and again whenever it dies, until it is told to stop. */
export async function startEmbedded(directory: string, options: Options = {}): Promise<Embedded> {
  findPackage(); // a container has none, and then its directory is no trouble at all
  const home = settle(directory);
  const cluster = ensureCluster(home, binaries(home.account, home.programs));
  const port = await freePort();
  const start = async () => {
    await makeWay(cluster.data);
    return runPostmaster(cluster, { port, onLog: () => {}, settings: {}, ...options });
  };

  let stopping = false;
  let postmaster = await start();
  const kept = keepRunning();

  async function keepRunning(): Promise<void> {
    for (;;) {
      await postmaster.ended;
      if (stopping) return;
      options.onLog?.("Postgres ended without being asked to; starting it again");
      postmaster = await again(start, () => stopping, options);
    }
  }

  return {
    url: urlOf(cluster, port),
    stop: async () => {
      stopping = true;
      postmaster.stop();
      await kept;
    },
  };
}

/** Tries until it works or nobody wants it any more. */
async function again(
  start: () => Promise<Postmaster>,
  stopping: () => boolean,
  { onLog }: Options,
): Promise<Postmaster> {
  while (!stopping()) {
    try {
      const postmaster = await start();
      if (stopping()) postmaster.stop();
      return postmaster;
    } catch (error) {
      onLog?.(String(error));
      await pause(1_000);
    }
  }
  return { ended: Promise.resolve(), stop: () => {} };
}

function urlOf({ password }: Cluster, port: number): string {
  return `postgresql://portus:${password}@127.0.0.1:${port}/postgres`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
