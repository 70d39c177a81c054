/** Thrown by a limiter if so much work waits already that more would wait too long. */
export class TooMuchWork extends Error {
  override name = "TooMuchWork";
}

/** A function that runs work with a limit on how much runs at the same time. The rest waits in its order. */
export function createLimiter({
  maxRunning,
  maxWaiting,
}: Record<"maxRunning" | "maxWaiting", number>) {
  let running = 0;
  const waiting: (() => void)[] = [];

  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= maxRunning) {
      if (waiting.length >= maxWaiting) throw new TooMuchWork();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next)
        next(); // hands over its slot
      else running -= 1;
    }
  };
}
