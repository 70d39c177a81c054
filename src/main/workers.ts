import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { log } from "../platform/log.ts";
import { keepHandovers } from "./handovers.ts";
import type { Instance } from "./instance.ts";
import { collectFromWorkers } from "./metrics-exchange.ts";

type Address = Pick<Instance, "url" | "directUrl">;

/** What the first process sends: first the address of the database, then when to drain and to stop. */
export type ToWorker = Address | "drain" | "stop";

export interface Workers {
  drain(): void;
  stop(): Promise<void>;
}

const briefMs = 10_000; // a worker that answered for less is replaced after a pause, which doubles each time
const maxPauseMs = 60_000;
const stopTimeoutMs = 15_000; // more than requests in flight get

/** Starts processes that answer requests at the same port, and replaces each that ends. */
export async function startWorkers(address: Address, count: number): Promise<Workers> {
  const file = fileURLToPath(import.meta.url).replace(/workers(\.[jt]s)$/, "server$1");
  cluster.setupPrimary({ exec: file, args: [] });
  const running = new Set<Worker>();
  const listening = new Set<Worker>();
  const collectFrom = collectFromWorkers();
  let briefLives = 0; // in a row
  let replaces = false; // only once all have started, and until the end

  function start(): Worker {
    const worker = cluster.fork();
    let answeredFrom: number | null = null;
    running.add(worker);
    keepHandovers(worker, () => listening.size > 0);
    collectFrom(worker);
    worker.once("message", () => worker.send(address)); // it has loaded its code, and can hear
    worker.once("listening", () => {
      listening.add(worker);
      answeredFrom = Date.now();
    });
    worker.once("exit", (code, signal) => {
      running.delete(worker);
      listening.delete(worker);
      const wasBrief = answeredFrom === null || Date.now() - answeredFrom < briefMs;
      briefLives = wasBrief ? briefLives + 1 : 0;
      if (replaces) void replace(worker, { code, signal });
    });
    return worker;
  }

  async function replace({ process: { pid } }: Worker, end: End): Promise<void> {
    log.error({ pid, ...end }, "a process that answers requests ended; another is started");
    await pause(pauseAfter(briefLives));
    if (replaces) start();
  }

  const tell = (message: "drain" | "stop") => {
    for (const worker of listening) if (worker.isConnected()) worker.send(message);
  };
  const stop = async () => {
    replaces = false;
    tell("stop");
    for (const worker of running) if (!listening.has(worker)) worker.process.kill();
    await Promise.all([...running].map(ended));
  };

  const workers = Array.from({ length: count }, start);
  if (!(await areListening(workers))) {
    await stop();
    throw new Error("A process that answers requests could not start. Its own message says why.");
  }
  replaces = true;
  return { drain: () => tell("drain"), stop };
}

/** Waits until a worker that was asked to stop has ended; one that hangs is killed. */
async function ended(worker: Worker): Promise<void> {
  const killing = setTimeout(() => worker.process.kill("SIGKILL"), stopTimeoutMs);
  await once(worker, "exit");
  clearTimeout(killing);
}

interface End {
  code: number;
  signal: string;
}

/** How long to wait (ms) before a worker is replaced, after so many in a row that answered only briefly. */
export function pauseAfter(briefLives: number): number {
  return briefLives === 0 ? 0 : Math.min(500 * 2 ** briefLives, maxPauseMs);
}

/** Whether all listen. One that ends before has said why. */
async function areListening(workers: readonly Worker[]): Promise<boolean> {
  const first = workers.map((worker) =>
    Promise.race([
      once(worker, "listening").then(() => true),
      once(worker, "exit").then(() => false),
    ]),
  );
  return (await Promise.all(first)).every(Boolean);
}
