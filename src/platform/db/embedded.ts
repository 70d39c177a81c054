import { type AddressInfo, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { prepareHome } from "./embedded/account.ts";
import { binaries, findPackage } from "./embedded/binaries.ts";
import { type Cluster, ensureCluster } from "./embedded/cluster.ts";
import { stopOrphan } from "./embedded/orphan.ts";
import { type Postmaster, runPostmaster } from "./embedded/postmaster.ts";

export interface Embedded {
  url: string;
  stop(): Promise<void>;
}

export interface Options {
  settings?: Record<string, string>;
  onLog?: (line: string) => void;
}

/** Runs the embedded Postgres on files under `directory` until it is stopped. Restarts it if it dies. */
export async function startEmbedded(directory: string, options: Options = {}): Promise<Embedded> {
  findPackage(); // first: without the package, as in a container, the directory does not matter
  const home = prepareHome(directory);
  const cluster = ensureCluster(home, binaries(home.account, home.programs));
  const port = await freePort();
  const start = async () => {
    await stopOrphan(cluster.data);
    return runPostmaster(cluster, { port, onLog: () => {}, settings: {}, ...options });
  };

  let stopping = false;
  let postmaster = await start();
  const running = keepRunning();

  async function keepRunning(): Promise<void> {
    for (;;) {
      await postmaster.ended;
      if (stopping) return;
      options.onLog?.("Postgres stopped unexpectedly; restarting it");
      postmaster = await restart(start, () => stopping, options);
    }
  }

  return {
    url: urlOf(cluster, port),
    stop: async () => {
      stopping = true;
      postmaster.stop();
      await running;
    },
  };
}

async function restart(
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

export function urlOf({ password }: Cluster, port: number): string {
  return `postgresql://portus:${password}@127.0.0.1:${port}/postgres`;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo; // it listens on a TCP port
      server.close(() => resolve(port));
    });
  });
}
