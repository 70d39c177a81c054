import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { networkOf } from "../../platform/cidr.ts";
import { TooMany } from "../../platform/errors.ts";

/**
 * How many wrong passwords are accepted, per replica. Nobody can lock out someone else: the count per account stops
 * only addresses from which that account never signed in, and application tokens are not counted.
 */
const duration = 10 * 60;
const limiters = {
  pair: new RateLimiterMemory({ keyPrefix: "pair", points: 10, duration }),
  address: new RateLimiterMemory({ keyPrefix: "address", points: 100, duration }),
  account: new RateLimiterMemory({ keyPrefix: "account", points: 100, duration }),
};

type OfEach<T> = Record<keyof typeof limiters, T>;

const maxKnownPairs = 20_000;
const goodPairs = new Set<string>(); // pairs of an address and an account with a successful sign-in

export interface Attempt {
  address: string;
  username: string;
}

/** Rejects an attempt if too many earlier ones failed. */
export async function admit(attempt: Attempt): Promise<void> {
  const states = await atEach(attempt, (limiter, key) => limiter.get(key));
  refuseBeyond(attempt, states, { counted: false });
}

/**
 * Counts an attempt as failed before its outcome is known, so that many at once can't slip through.
 * The returned function undoes the count.
 */
export async function reserve(attempt: Attempt): Promise<() => void> {
  const states = await atEach(attempt, (limiter, key) => limiter.penalty(key));
  const refund = () => {
    void atEach(attempt, (limiter, key) => limiter.reward(key));
  };
  try {
    refuseBeyond(attempt, states, { counted: true });
    return refund;
  } catch (error) {
    refund(); // rejected attempts do not count, or the wait would never end
    throw error;
  }
}

/** Remembers that this account signed in from this address. */
export function rememberGoodPair(attempt: Attempt): void {
  const pair = pairOf(attempt);
  goodPairs.delete(pair); // moves to the end: the least recently seen is dropped first
  goodPairs.add(pair);
  const [oldest] = goodPairs;
  if (goodPairs.size > maxKnownPairs && oldest !== undefined) goodPairs.delete(oldest);
}

async function atEach<T>(
  attempt: Attempt,
  call: (limiter: RateLimiterMemory, key: string) => Promise<T>,
): Promise<OfEach<T>> {
  const [pair, address, account] = await Promise.all([
    call(limiters.pair, pairOf(attempt)),
    call(limiters.address, networkOf(attempt.address)),
    call(limiters.account, attempt.username),
  ]);
  return { pair, address, account };
}

function pairOf({ address, username }: Attempt): string {
  return `${networkOf(address)} ${username}`;
}

/**
 * Throws if a limit is exceeded; `counted` says whether the states include this attempt. At an address where the
 * account has signed in before, others' failures don't count.
 */
function refuseBeyond(
  attempt: Attempt,
  states: OfEach<RateLimiterRes | null>,
  { counted }: { counted: boolean },
): void {
  const known = goodPairs.has(pairOf(attempt));
  const decisive = known ? (["pair"] as const) : (["pair", "address", "account"] as const);
  const waits = decisive.map((name) => {
    const state = states[name];
    const earlier = (state?.consumedPoints ?? 0) - (counted ? 1 : 0);
    return state && earlier >= limiters[name].points ? state.msBeforeNext : 0;
  });
  const longest = Math.max(...waits);
  if (longest > 0) throw new TooMany(Math.ceil(longest / 1000));
}
