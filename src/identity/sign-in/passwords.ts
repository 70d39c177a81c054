import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { hash, parseOptions, verify } from "@node-rs/argon2";
import type * as LanguageCommon from "@zxcvbn-ts/language-common";
import { text } from "../../platform/bounded-text.ts";
import { TooMany } from "../../platform/errors.ts";
import { createLimiter, TooMuchWork } from "../../platform/limiter.ts";
import { prefixes } from "../actor/secrets.ts";
import { isBcrypt, matchBcrypt } from "./bcrypt.ts";

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** A check takes a core for 20 ms: one core is left to the event loop, and two of libuv's four threads to everything else. */
const limit = createLimiter({
  maxRunning: Math.max(1, Math.min(2, availableParallelism() - 1)),
  maxWaiting: 200, // five seconds
});

const require = createRequire(import.meta.url);

const minPasswordLength = 8;
const maxPasswordLength = 128; // all of it counts

const tokenLike = new RegExp(`^(${Object.values(prefixes).join("|")})`);

export const Password = text(maxPasswordLength * 4, {
  kind: "raw",
  missing: `Choose a password of at least ${minPasswordLength} characters.`,
  tooLong: `Choose a password of at most ${maxPasswordLength} characters.`,
})
  .normalize("NFC")
  .min(minPasswordLength, `Choose a password of at least ${minPasswordLength} characters.`)
  .max(maxPasswordLength, `Choose a password of at most ${maxPasswordLength} characters.`)
  .refine(
    (password) => !tokenLike.test(password),
    "This looks like a token. Choose a password that does not start with a token prefix.",
  )
  .refine(
    (password) => !commonPasswords().includes(password.normalize("NFKC").toLowerCase()),
    "This is one of the passwords that are guessed first. Choose a less common one.",
  );

/** The 49,000 that guessers try first. They take 28 MB, so they are loaded when somebody chooses a password. */
function commonPasswords(): (string | number)[] {
  // What a package exports has no type where it is required.
  const common = require("@zxcvbn-ts/language-common") as typeof LanguageCommon;
  return common.dictionary["passwords-common"];
}

/**
 * Hashes a password in its composed form (Unicode NFC): one keyboard types "é" as one character, another as two.
 * RFC 8265 section 4.2 asks for the same.
 */
export async function hashPassword(password: string): Promise<string> {
  return limited(() => hash(password.normalize("NFC"), cost));
}

/**
 * Whether a password matches a hash; "outdated" if it does and the hash should be replaced. Without a hash the answer is
 * "wrong", after the same time. An imported hash takes longer, by its cost.
 */
export async function matchPassword(
  password: string,
  stored: string | null,
): Promise<"right" | "outdated" | "wrong"> {
  if (password.length > maxPasswordLength * 4) return "wrong"; // no password that was ever set; hashing costs by length
  if (stored && isBcrypt(stored)) return matchImported(password, stored);
  const known = stored ?? (await dummyHash());
  const matches = (form: string) => limited(() => verify(known, form).catch(() => false));

  const [composed = "", ...older] = formsOf(password);
  if ((await matches(composed)) && stored) return isOutdated(stored) ? "outdated" : "right";
  for (const form of older) if ((await matches(form)) && stored) return "outdated";
  return "wrong";
}

/** After the work for a hash of Portus, so that a cheap hash is not noticed by the time. */
async function matchImported(password: string, stored: string): Promise<"outdated" | "wrong"> {
  const dummy = await dummyHash();
  await limited(() => verify(dummy, password));
  for (const form of formsOf(password))
    if (await limited(() => matchBcrypt(form, stored))) return "outdated";
  return "wrong";
}

/** The composed form, then the forms hashed before passwords were normalized. */
function formsOf(password: string): string[] {
  return [...new Set([password.normalize("NFC"), password, password.normalize("NFD")])];
}

/** Whether a hash was made with other costs than today's. */
function isOutdated(stored: string): boolean {
  const { memoryCost, timeCost, parallelism } = parseOptions(stored);
  return (
    memoryCost !== cost.memoryCost || timeCost !== cost.timeCost || parallelism !== cost.parallelism
  );
}

let dummy: Promise<string> | undefined;

function dummyHash(): Promise<string> {
  dummy ??= hashPassword(crypto.randomUUID());
  return dummy;
}

async function limited<T>(work: () => Promise<T>): Promise<T> {
  return limit(work).catch((error) => {
    if (!(error instanceof TooMuchWork)) throw error;
    throw new TooMany(
      5,
      "Too many passwords are being checked.",
      "Application tokens keep working.",
    );
  });
}
