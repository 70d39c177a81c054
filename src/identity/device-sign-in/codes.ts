import { createHmac, randomInt } from "node:crypto";
import { config } from "../../platform/config/config.ts";

// The code that a machine shows and a person enters.

const alphabet = "BCDFGHJKLMNPQRSTVWXZ"; // no vowels, which spell words, and no letters that look like digits
const length = 8; // 34 bits, which live for ten minutes
const shape = new RegExp(`^[${alphabet}]{${length}}$`);

/** A new code, as machines and pages show it: `BCDF-GHJK`. */
export function makeCode(): string {
  return shown(Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join(""));
}

/** A code as people type it, in the form in which it is shown; null if none can be meant. */
export function readCode(typed: string): string | null {
  const letters = typed.toUpperCase().replace(/[\s-]/g, "");
  return shape.test(letters) ? shown(letters) : null;
}

const shown = (letters: string) => `${letters.slice(0, length / 2)}-${letters.slice(length / 2)}`;

/** Codes have too few bits for a bare hash: the key keeps those in a stolen database from being guessed. */
export function hashOfCode(code: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHmac("sha256", config.secret).update(`device code ${code}`).digest());
}
