const judgedFrom = 25_000; // microseconds; below, noise is larger than the cost
const maxGrowth = 6; // when the input grows fourfold
const attempts = 3;

/** Says where the cost of a work grows faster than its input; null if it does not. Each length is four times the one before. */
export function superLinear<T>(
  make: (length: number) => T,
  work: (input: T) => unknown,
  lengths: readonly number[],
): string | null {
  let [before, shorter] = [0, 0];
  for (const length of lengths) {
    const input = make(length);
    let now = cost(() => work(input));
    for (let again = 1; shorter > 0 && isSteep(now, before) && again < attempts; again += 1) {
      const quarter = make(shorter);
      before = Math.max(
        before,
        cost(() => work(quarter)),
      );
      now = Math.min(
        now,
        cost(() => work(input)),
      );
    }
    if (shorter > 0 && isSteep(now, before))
      return `${length} characters cost ${Math.round(now / 1000)} ms, ${shorter} cost ${Math.round(before / 1000)} ms`;
    [before, shorter] = [now, length];
  }
  return null;
}

const isSteep = (now: number, before: number) =>
  now > judgedFrom && now > maxGrowth * Math.max(before, judgedFrom / maxGrowth);

/** The CPU time of this process, in microseconds: other programs on the machine do not count. */
function cost(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
