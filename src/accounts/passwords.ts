import { hash, parseOptions, verify } from "@node-rs/argon2";

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const atOnce = 2; // each takes a core and 19 MiB: more at once would only make everything else wait

export const shortest = 8;
export const longest = 128; // of it all counts

export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, cost));
}

/** Whether a password is the one behind a hash. Without a hash it takes the same time, and the answer is no. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  if (password.length > longest * 2) return false; // no password that was ever set; hashing costs by length
  const known = stored ?? (await nobodys());
  const same = await inTurn(() => verify(known, password).catch(() => false));
  return same && stored !== null;
}

/** Whether a hash was made with other costs than today's, and is to be made anew when its password comes by. */
export function isOutdated(stored: string): boolean {
  const { memoryCost, timeCost, parallelism } = parseOptions(stored);
  return (
    memoryCost !== cost.memoryCost || timeCost !== cost.timeCost || parallelism !== cost.parallelism
  );
}

let dummy: Promise<string> | undefined;

/** A hash that no password belongs to. */
function nobodys(): Promise<string> {
  dummy ??= hashPassword(crypto.randomUUID());
  return dummy;
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next)
      next(); // hands over its place
    else running -= 1;
  }
}
