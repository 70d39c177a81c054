import { log } from "../../platform/log.ts";

export interface Known<T> {
  value: T;
  at: Date;
}

/**
 * Remembers the answer to a slow question. Who asks again waits for a newer one, but no longer than `patience` ms;
 * then the last known answer has to do, or null when there was none yet.
 */
export function lastKnown<T>(
  ask: () => Promise<T>,
  { freshFor, patience }: { freshFor: number; patience: number },
): () => Promise<Known<T> | null> {
  let known: Known<T> | null = null;
  let asking: Promise<void> | null = null;

  return async () => {
    if (known && Date.now() - known.at.getTime() < freshFor) return known;
    asking ??= ask()
      .then((value) => {
        known = { value, at: new Date() };
      })
      .catch((error) => log.warn({ err: error }, "a slow question found no answer"))
      .finally(() => {
        asking = null;
      });
    await atMost(patience, asking);
    return known;
  };
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}
