import { log } from "../log.ts";
import { counter } from "../metrics/metrics.ts";

const failures = counter({
  name: "portus_background_failures_total",
  help: "Rounds of background work that failed as a whole, such as while the database was away.",
  labels: { loop: "any" },
});

export interface Loop {
  wake(): void;
  /** Starts nothing new and waits for the running work. */
  stop(): Promise<void>;
}

/**
 * Repeats work: at once if it did something or `wake` was called, otherwise after a pause (ms). Long work calls
 * `stopping` between its steps.
 */
export function startLoop(
  name: string,
  pause: number,
  work: (stopping: () => boolean) => Promise<number>,
): Loop {
  let stopped = false;
  let woken = false;
  let ring = () => {};

  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pause);
      ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function run(): Promise<void> {
    while (!stopped) {
      woken = false;
      const done = await attempt(name, () => work(() => stopped));
      const more = done !== null && (done > 0 || woken);
      if (!more && !stopped) await rest();
    }
  }

  const ended = run();
  return {
    wake: () => {
      woken = true;
      ring();
    },
    stop: () => {
      stopped = true;
      ring();
      return ended;
    },
  };
}

/** How much was done; null if it failed. A failure must not end the loop or the process. */
async function attempt(name: string, work: () => Promise<number>): Promise<number | null> {
  try {
    return await work();
  } catch (error) {
    failures.add({ loop: name });
    log.error({ err: error, loop: name }, "background work failed; it will be retried");
    return null;
  }
}
