import type { Worker } from "node:cluster";
import { setCollector } from "../operations/metrics/collect.ts";
import { type Family, joinProcesses } from "../platform/metrics/exposition.ts";
import { processFamilies } from "../platform/metrics/metrics.ts";

/** What processes send each other: a question for metrics, and the answer with the same number. */
type Message = { metrics: "asked"; id: number } | { metrics: Family[]; id: number };

interface Channel {
  send(message: Message): void;
  on(event: "message", listener: (message: unknown) => void): void;
}

const answerTimeoutMs = 1_000; // a process that hangs is left out

/** Answers the questions of another process with `answer`, and asks it questions; null if there is no answer in time. */
function exchange(
  channel: Channel,
  answer: () => Promise<Family[]>,
): () => Promise<Family[] | null> {
  const waiting = new Map<number, (families: Family[]) => void>();
  let last = 0;
  channel.on("message", async (message) => {
    if (!isMessage(message)) return;
    const { metrics, id } = message;
    if (metrics === "asked") return channel.send({ metrics: await answer(), id });
    waiting.get(id)?.(metrics);
  });
  return () =>
    new Promise((resolve) => {
      last += 1;
      const id = last;
      const end = (families: Family[] | null) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(families);
      };
      const timer = setTimeout(end, answerTimeoutMs, null);
      waiting.set(id, end);
      channel.send({ metrics: "asked", id });
    });
}

const isMessage = (message: unknown): message is Message =>
  typeof message === "object" && message !== null && "metrics" in message;

/** In the first process: adds workers, each of which then answers for all. A new worker takes the number of one that ended. */
export function collectFromWorkers(): (worker: Worker) => void {
  const members = new Map<number, () => Promise<Family[] | null>>();

  async function all(): Promise<Family[]> {
    const answers = await Promise.all(
      [...members].map(async ([n, ask]) => [`${n}`, (await ask()) ?? []] as const),
    );
    return joinProcesses([["main", processFamilies()], ...answers]);
  }

  return (worker) => {
    let n = 1;
    while (members.has(n)) n += 1;
    const send = (message: Message) => {
      if (worker.isConnected()) worker.send(message);
    };
    members.set(n, exchange({ send, on: worker.on.bind(worker) }, all));
    worker.once("exit", () => members.delete(n));
  };
}

/** In a worker: lets it answer for all processes, and for itself alone if the first one does not answer. */
export function collectFromAll(): void {
  const send = (message: Message) => {
    if (process.connected) process.send?.(message);
  };
  const channel = { send, on: process.on.bind(process) };
  const ask = exchange(channel, async () => processFamilies());
  setCollector(async () => (await ask()) ?? processFamilies());
}
