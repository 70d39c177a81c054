import { createCache } from "../../platform/cache.ts";
import { networkOf, siteOf } from "../../platform/cidr.ts";
import { db, onAccessChange, type Tx } from "../../platform/db/client.ts";
import { TooMany } from "../../platform/errors.ts";
import { log } from "../../platform/log.ts";
import { canSendEmail } from "../../platform/mail/smtp.ts";
import {
  type Count,
  countAttempt,
  resetAttempts,
  uncountAttempts,
} from "../../platform/rate-limits.ts";
import { isKnownNetwork, rememberNetwork } from "./known-networks.ts";

/**
 * How many wrong passwords are accepted in ten minutes, by all replicas together (docs/decisions/065-limits.md). Only the
 * network that sends them is stopped, never an account: a network that was stopped can't stop others. Application tokens
 * are not counted.
 */
const windowMs = 10 * 60 * 1000;
const max = {
  pair: 10, // for one account from one network
  network: 100, // for all accounts from one network
  site: 300, // from the /24 or /48 that the network is part of
};
const suspicious = 100; // wrong passwords for one account from everywhere, after which unknown networks have fewer guesses
const maxWhileSuspicious = 3;

export interface Attempt {
  address: string;
  username: string;
}

/** Keys with too many failures, and until when. It only saves queries: the counts in the database decide. */
const stopped = createCache<number>(50_000);
const known = createCache<boolean>(20_000);
const knownMs = { yes: 10 * 60 * 1000, no: 1000 };

onAccessChange(() => {
  stopped.clear(); // a new password admits its owner
  known.clear();
});

/** Rejects an attempt from a network that was stopped. Makes no query for others. */
export async function admit(attempt: Attempt): Promise<void> {
  const { pair, network, site } = keysOf(attempt);
  const ofPair = stopped.get(pair);
  if (ofPair) throw tooMany(ofPair);
  const ofNetwork = Math.max(stopped.get(network) ?? 0, stopped.get(site) ?? 0);
  if (ofNetwork && !(await isKnown(attempt))) throw tooMany(ofNetwork);
}

/** An attempt that is counted as failed before its outcome is known, so that many at once can't slip through. */
export interface Reservation {
  /** Uncounts the attempt. */
  uncount(): Promise<void>;
  /** Leaves the count, and stops the network if this was its last attempt. */
  keep(): Promise<void>;
}

export async function reserve(attempt: Attempt): Promise<Reservation> {
  const keys = Object.values(keysOf(attempt));
  const counts = await countAttempt(keys, windowMs);
  const uncount = () => uncountAttempts(keys);
  const untils = await stopExceeded(attempt, counts, { more: 0 });
  if (untils.length > 0) {
    await uncount(); // rejected attempts do not count, or the wait would never end
    throw tooMany(Math.max(...untils));
  }
  const keep = async () => void (await stopExceeded(attempt, counts, { more: 1 }));
  return { uncount, keep };
}

/** Stops what would have too many failures with some more attempts. Returns until when. */
async function stopExceeded(attempt: Attempt, counts: Count[], { more }: { more: number }) {
  const keys = keysOf(attempt);
  const [pair, network, site, account] = counts;
  const isOver = (count: Count | undefined, limit: number) =>
    count !== undefined && count.count + more > limit;

  const own = isOver(pair, max.pair) ? [stop(keys.pair, pair)] : [];
  const shared: [key: string, count: Count | undefined][] = []; // with failures of others
  if (isOver(account, suspicious) && isOver(pair, maxWhileSuspicious))
    shared.push([keys.pair, pair]);
  if (isOver(network, max.network)) shared.push([keys.network, network]);
  if (isOver(site, max.site)) shared.push([keys.site, site]);
  if (shared.length === 0 || (await isKnown(attempt))) return own;
  return [...own, ...shared.map(([key, count]) => stop(key, count))];
}

/** Remembers that this account signed in from here: failures of others no longer stop it in this network. */
export async function rememberGoodPair(attempt: Attempt): Promise<void> {
  if (known.get(keysOf(attempt).pair)) return;
  await rememberNetwork(db, attempt.username, attempt.address).catch((error) =>
    log.warn({ err: error }, "could not remember the network of a sign-in"),
  );
  known.set(keysOf(attempt).pair, true, Date.now() + knownMs.yes);
}

/** Admits an account from here again, in the transaction of a new password that its owner set by a link. */
export async function admitOwner(tx: Tx, { username, address }: Attempt): Promise<void> {
  await resetAttempts(tx, keysOf({ username, address }).pair);
  await rememberNetwork(tx, username, address);
}

function stop(key: string, count: Count | undefined): number {
  const until = Date.now() + (count?.leftMs ?? windowMs);
  stopped.set(key, until, until);
  return until;
}

async function isKnown(attempt: Attempt): Promise<boolean> {
  const { pair } = keysOf(attempt);
  const remembered = known.get(pair);
  if (remembered !== undefined) return remembered;
  const answer = await isKnownNetwork({ username: attempt.username }, attempt.address);
  known.set(pair, answer, Date.now() + (answer ? knownMs.yes : knownMs.no));
  return answer;
}

function keysOf({ address, username }: Attempt) {
  const network = networkOf(address);
  return {
    pair: `sign-in ${network} ${username}`,
    network: `sign-in from ${network}`,
    site: `sign-in from ${siteOf(address)}`,
    account: `sign-in as ${username}`,
  };
}

function tooMany(until: number): TooMany {
  const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1000));
  return new TooMany(seconds, "Too many wrong passwords from your network.", wayOut());
}

const wayOut = () =>
  canSendEmail()
    ? 'Application tokens keep working, and a new password, set by the link under "Forgot your password?", works at once.'
    : "Application tokens keep working, and a new password works at once: ask an admin for a link that sets one.";
