export interface StoredOn {
  day: Date;
  stored: bigint;
}

export type Forecast =
  | { kind: "too few"; days: number; needed: number }
  | { kind: "no growth" }
  | { kind: "full" }
  | { kind: "growing"; perDay: number; fullOn: Date | null }; // null: no quota, or not within three years

const leastDays = 7;
const maxDays = 30; // of the past: what happened before says little about the next weeks
const horizonDays = 3 * 365;
const aDay = 86_400_000;

/**
 * When a quota will be reached, by the median of the slopes between all pairs of the last days (Theil–Sen). One large push
 * or one large deletion moves it little. `days` are oldest first.
 */
export function forecast(days: readonly StoredOn[], quota: bigint | null): Forecast {
  const last = days.at(-1);
  if (quota !== null && last && last.stored >= quota) return { kind: "full" };
  if (!last || days.length < leastDays)
    return { kind: "too few", days: days.length, needed: leastDays };

  const from = last.day.getTime() - maxDays * aDay;
  const perDay = medianSlope(days.filter(({ day }) => day.getTime() >= from));
  if (perDay < 1) return { kind: "no growth" };
  if (quota === null) return { kind: "growing", perDay, fullOn: null };

  const left = Number(quota - last.stored) / perDay;
  const fullOn = left > horizonDays ? null : new Date(last.day.getTime() + Math.ceil(left) * aDay);
  return { kind: "growing", perDay, fullOn };
}

/** In bytes a day. */
function medianSlope(days: readonly StoredOn[]): number {
  const slopes = days
    .flatMap((one, n) => days.slice(n + 1).map((other) => slope(one, other)))
    .sort((one, other) => one - other);
  const middle = slopes.length / 2;
  const [low = 0, high = 0] = [slopes[Math.ceil(middle) - 1], slopes[Math.floor(middle)]];
  return (low + high) / 2;
}

function slope(one: StoredOn, other: StoredOn): number {
  const days = (other.day.getTime() - one.day.getTime()) / aDay;
  return Number(other.stored - one.stored) / days;
}
