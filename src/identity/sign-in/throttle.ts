import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { networkOf } from "../../platform/cidr.ts";
import { TooMany } from "../../platform/errors.ts";

/**
 * How many wrong passwords are accepted, per replica. Nobody can lock out someone else: the count per account stops
 * only addresses from which that account never signed in, and application tokens are not counted.
 */
const duration = 10 * 60;
const perPair = new RateLimiterMemory({ keyPrefix: "pair", points: 10, duration });
const perAddress = new RateLimiterMemory({ keyPrefix: "address", points: 100, duration });
const perAccount = new RateLimiterMemory({ keyPrefix: "account", points: 100, duration });

const maxKnownPairs = 20_000;
const goodPairs = new Set<string>(); // pairs of an address and an account with a successful sign-in

export interface Attempt {
  address: string;
  username: string;
}

/** Rejects an attempt if too many earlier ones failed. */
export async function admit(attempt: Attempt): Promise<void> {
  const all = limits(attempt);
  refuseBeyond(0, all, await Promise.all(all.map(({ limiter, key }) => limiter.get(key))));
}

/**
 * Counts an attempt as failed before its outcome is known, so that many at once can't slip through.
 * The returned function undoes the count.
 */
export async function reserve(attempt: Attempt): Promise<() => void> {
  const all = counterKeys(attempt);
  const states = await Promise.all(all.map(({ limiter, key }) => limiter.penalty(key)));
  const refund = () => {
    for (const { limiter, key } of all) void limiter.reward(key);
  };
  try {
    refuseBeyond(1, limits(attempt), states);
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

/** The limits of an attempt. At an address where the account has signed in before, others' failures don't count. */
function limits(attempt: Attempt) {
  return counterKeys(attempt).slice(0, goodPairs.has(pairOf(attempt)) ? 1 : undefined);
}

function counterKeys(attempt: Attempt) {
  return [
    { limiter: perPair, key: pairOf(attempt) },
    { limiter: perAddress, key: networkOf(attempt.address) },
    { limiter: perAccount, key: attempt.username },
  ];
}

function pairOf({ address, username }: Attempt): string {
  return `${networkOf(address)} ${username}`;
}

function refuseBeyond(
  extra: number,
  all: { limiter: RateLimiterMemory }[],
  states: (RateLimiterRes | null)[],
): void {
  const waits = all.map(({ limiter }, at) => {
    const state = states[at];
    return state && state.consumedPoints >= limiter.points + extra ? state.msBeforeNext : 0;
  });
  const longest = Math.max(...waits);
  if (longest > 0) throw new TooMany(Math.ceil(longest / 1000));
}
