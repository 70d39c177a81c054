import { lookup as resolve } from "node:dns";
import { lookup as resolveAll } from "node:dns/promises";
import { isIP, isIPv6, type LookupFunction } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { isInBlocks } from "../cidr.ts";

// People choose some of the addresses that Portus calls. Private ones are refused, so that nobody reaches this network
// through Portus.

/** What calls addresses that people chose, and the private ones that the operator allows it. */
export interface Caller {
  name: string; // in the plural
  allowed: () => readonly string[]; // address blocks
}

export class AddressRefused extends Error {
  constructor(what: string, caller: Pick<Caller, "name">) {
    super(`${what} is a private address, which ${caller.name} may not call here.`);
  }
}

/** The private addresses: blocks of IANA's special-purpose registries that are not "globally reachable". */
const privateBlocks = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
];
const globalIpv6 = ["2000::/3"];

/** Whether an address may be called: a public one, or a private one that is allowed. */
export function canCall(address: string, allowed: readonly string[]): boolean {
  const plain = unmapped(address);
  if (isInBlocks(allowed, plain)) return true;
  if (isIP(plain) === 0 || (isIPv6(plain) && !isInBlocks(globalIpv6, plain))) return false;
  return !isInBlocks(privateBlocks, plain);
}

/** The IPv4 address in a mapped or NAT64 IPv6 address; any other address unchanged. */
function unmapped(address: string): string {
  if (!isIPv6(address) || address.includes("%")) return address;
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short) ?? [];
  if (high === undefined || low === undefined) return short;
  const bits = Number.parseInt(high, 16) * 0x10000 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join(".");
}

/** Throws for a URL with a private IP address. Host names are checked when they are resolved for a connection. */
export function ensureCallable({ hostname }: URL, caller: Caller): void {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) > 0 && !canCall(host, caller.allowed())) throw new AddressRefused(host, caller);
}

/**
 * Resolves a host name and leaves out private addresses. The connection uses exactly the checked addresses, so a name
 * that resolves differently a moment later does not get around the check.
 */
export const guardedLookup =
  (caller: Caller): LookupFunction =>
  (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, "", 0);
      const allowed = found.filter(({ address }) => canCall(address, caller.allowed()));
      const [first] = allowed;
      if (!first) return done(new AddressRefused(`The address of ${hostname}`, caller), "", 0);
      return options.all ? done(null, allowed) : done(null, first.address, first.family);
    });
  };

const resolveTimeoutMs = 3_000;

/**
 * What the guard will say of a host that somebody entered; null if nothing. A name that has no address yet, or that
 * can't be resolved in time, is checked when it is called.
 */
export async function hostRefusal(given: string, caller: Caller): Promise<string | null> {
  const host = given.replace(/^\[|\]$/g, "");
  const late = new AbortController();
  const found = await Promise.race([
    resolveAll(host, { all: true }),
    pause(resolveTimeoutMs, [], { signal: late.signal }),
  ]).catch(() => []);
  late.abort();
  const isCallable = found.some(({ address }) => canCall(address, caller.allowed()));
  if (found.length === 0 || isCallable) return null;
  return new AddressRefused(isIP(host) > 0 ? host : `The address of ${host}`, caller).message;
}
