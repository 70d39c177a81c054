import { isIPv6 } from "node:net";
import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { TooMany } from "../../platform/errors.ts";

/**
 * How many wrong passwords are borne, per replica. Nobody can lock out someone else: what is counted per account
 * alone stops only addresses from which that account never signed in, and application tokens are not counted at all.
 */
const duration = 10 * 60;
const perPair = new RateLimiterMemory({ keyPrefix: "pair", points: 10, duration });
const perAddress = new RateLimiterMemory({ keyPrefix: "address", points: 100, duration });
const perAccount = new RateLimiterMemory({ keyPrefix: "account", points: 100, duration });

const maxKnownPairs = 20_000;
const goodPairs = new Set<string>(); // pairs of an address and an account that have signed in well

export interface Attempt {
  address: string;
  username: string;
}

/** Refuses an attempt when too many before it failed. */
export async function admit(attempt: Attempt): Promise<void> {
  const all = limits(attempt);
  refuseBeyond(0, all, await Promise.all(all.map(({ limiter, key }) => limiter.get(key))));
}

/**
 * Counts an attempt as failed before its outcome is known, so that many at once can't slip through.
 * What is returned takes it back.
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
    refund(); // refused attempts count for nothing, or waiting would never end
    throw error;
  }
}

/** Remembers that this account signs in from here. */
export function rememberGoodPair(attempt: Attempt): void {
  const pair = pairOf(attempt);
  goodPairs.delete(pair); // moves to the end: the longest unseen goes first
  goodPairs.add(pair);
  const [oldest] = goodPairs;
  if (goodPairs.size > maxKnownPairs && oldest !== undefined) goodPairs.delete(oldest);
}

/** The network that an address is in: all of IPv4, the half of IPv6 that one site gets. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped || !isIPv6(address)) return mapped ?? address;

  const [head = "", tail] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(zeros).fill("0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}

/** The limits that hold for an attempt: where an account signs in from as a habit, other people's mistakes don't count. */
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
