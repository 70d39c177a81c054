import { log } from "./log.ts";

export interface Known<T> {
  value: T;
  at: Date;
}

/**
 * Caches the answer of a slow query. A caller waits at most `timeoutMs`, or as long as it says, for a newer answer, then
 * gets the last one, or null if there is none yet.
 */
export function staleWhileRevalidate<T>(
  ask: () => Promise<T>,
  { freshMs, timeoutMs }: { freshMs: number; timeoutMs: number },
): (waitMs?: number) => Promise<Known<T> | null> {
  let known: Known<T> | null = null;
  let asking: Promise<void> | null = null;

  return async (waitMs = timeoutMs) => {
    if (known && Date.now() - known.at.getTime() < freshMs) return known;
    asking ??= ask()
      .then((value) => {
        known = { value, at: new Date() };
      })
      .catch((error) => log.warn({ err: error }, "a cached query failed"))
      .finally(() => {
        asking = null;
      });
    await atMost(waitMs, asking);
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
