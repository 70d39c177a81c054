import { hash, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const checksumLength = 6; // 62^6 > 2^32

/** The prefix of each kind of secret, so that people and scanners can tell what they found. */
export const prefixes = {
  applicationToken: "ptk_",
  refreshToken: "prt_",
  link: "pel_",
  scimToken: "psc_",
  deviceCode: "pdc_",
} as const;

type Prefix = (typeof prefixes)[keyof typeof prefixes];

/** A random secret: its prefix, `length` characters of 5.95 bits each, and a checksum. */
export function makeSecret(prefix: Prefix, length: number): string {
  const text = prefix + randomText(length);
  return text + checksum(text);
}

export function randomText(length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
}

/** Whether a text can be a secret of this kind. Mistyped or invented ones cost no query. */
export function isWellFormed(secret: string, prefix: Prefix): boolean {
  if (!secret.startsWith(prefix) || secret.length > 100) return false;
  return checksum(secret.slice(0, -checksumLength)) === secret.slice(-checksumLength);
}

/** The stored hash of a secret. Secrets are long and random, so a fast hash is as good as a slow one. */
export function digestOf(secret: string): Buffer<ArrayBuffer> {
  return Buffer.from(hash("sha256", secret, "hex"), "hex");
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = "";
  for (let place = 0; place < checksumLength; place += 1) {
    digits = alphabet.charAt(rest % alphabet.length) + digits;
    rest = Math.floor(rest / alphabet.length);
  }
  return digits;
}
