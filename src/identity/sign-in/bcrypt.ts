import { verify } from "@node-rs/bcrypt";

// Hashes that came from another system. Portus makes none: the first sign-in replaces them.

const maxCost = 14; // a check takes a second of a core, and twice as long for each one more

const form = /^\$2[aby]\$(?<cost>\d\d)\$[./A-Za-z0-9]{53}$/;

export const isBcrypt = (stored: string): boolean => stored.startsWith("$2");

/** A sentence that says why a hash can't be taken over; null if it can. */
export function hashProblem(hash: string): string | null {
  const cost = form.exec(hash)?.groups?.cost;
  if (cost === undefined) return `${schemeOf(hash)} can't be checked by Portus, only bcrypt`;
  if (Number(cost) > maxCost)
    return `bcrypt with cost ${cost}: each sign-in would take seconds, the limit is ${maxCost}`;
  return Number(cost) < 4 ? "no valid bcrypt" : null;
}

/** Whether a password matches, off the event loop. Like every bcrypt, it reads the first 72 bytes. */
export async function matchBcrypt(password: string, stored: string): Promise<boolean> {
  return hashProblem(stored) === null && !password.includes("\0") && verify(password, stored);
}

const schemes: [prefix: string, name: string][] = [
  ["$2", "no valid bcrypt, which"],
  ["$apr1$", "MD5 (apr1)"],
  ["$1$", "MD5 (crypt)"],
  ["{SHA}", "SHA-1"],
  ["{SSHA}", "salted SHA-1"],
  ["$5$", "SHA-256 (crypt)"],
  ["$6$", "SHA-512 (crypt)"],
  ["$argon2", "argon2 of another system"],
];

function schemeOf(hash: string): string {
  return (
    schemes.find(([prefix]) => hash.startsWith(prefix))?.[1] ?? "crypt, plain text or another form"
  );
}
