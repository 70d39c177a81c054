import { log } from "../log.ts";

export interface Loop {
  wake(): void;
  /** Starts nothing new and waits for what is under way. */
  stop(): Promise<void>;
}

/**
 * Runs work again and again: at once while it reports that it did something or `wake` is called, else after each pause (ms).
 * Work that takes long asks `stopping` between its steps.
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

/** How much was done; null if it failed, which must end neither the loop nor the process. */
async function attempt(name: string, work: () => Promise<number>): Promise<number | null> {
  try {
    return await work();
  } catch (error) {
    log.error({ err: error, loop: name }, "background work failed; it is tried again");
    return null;
  }
}
