interface ParallelOptions {
  max: number; // at a time
  isOver?: () => boolean; // then nothing more is started
}

/** Does the work for each item, in the order of the items, several at a time. Waits for what was started. */
export async function forEachInParallel<T>(
  items: readonly T[],
  { max, isOver = () => false }: ParallelOptions,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) {
      if (isOver()) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: max }, worker));
}
