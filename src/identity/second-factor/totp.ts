import { createHmac, timingSafeEqual } from "node:crypto";

// Time-based one-time passwords (RFC 6238) as all authenticator apps make them: SHA-1, 6 digits, 30 seconds.

const stepMs = 30_000;
const digits = 6;
const window = 1; // steps before and after now, for clocks that differ

export const secretLength = 20; // bytes

export const stepAt = (ms: number): number => Math.floor(ms / stepMs);

/** The code of a step (RFC 4226, 5.3). */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
  return String(number).padStart(digits, "0");
}

/** The step near now whose code this is, later than `after`; null if there is none. */
export function stepOf(code: string, secret: Uint8Array, { after = -1, now = Date.now() } = {}) {
  const newest = stepAt(now) + window;
  for (let step = newest; step >= newest - 2 * window && step > after; step -= 1)
    if (isSame(code, codeAt(secret, step))) return step;
  return null;
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A secret as people type it into an app (RFC 4648, without padding). */
export function keyOf(secret: Uint8Array): string {
  const bits = Array.from(secret, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => base32.charAt(Number.parseInt(five.padEnd(5, "0"), 2)))
    .join("");
}

const maxLabel = 60; // characters of a name in the QR code

interface Labels {
  host: string;
  username: string;
}

/** What the QR code has. Names are shortened: the code must stay readable. */
export function keyUri(secret: Uint8Array, { host, username }: Labels): string {
  const [issuer, account] = [host, username].map((name) =>
    encodeURIComponent(name.slice(0, maxLabel)),
  );
  return `otpauth://totp/${issuer}:${account}?secret=${keyOf(secret)}&issuer=${issuer}`;
}
