import { randomFillSync } from "node:crypto";

const idLength = 16; // bytes: 128 bits, because anyone who has the id of an anonymous refusal may read it
const pool = Buffer.alloc(512 * idLength);
let used = pool.length;

/** A random id of 32 hexadecimal digits, which a double click selects. A pool saves a system call for each id. */
export function newDecisionId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += idLength;
  return pool.toString("hex", used - idLength, used);
}

/** The id in what somebody pasted: the id itself, the header, an error message or the address of its page; null without one. */
export function decisionIdIn(text: string): string | null {
  const [, id] = /(?:^|[^0-9a-f])([0-9a-f]{32})(?![0-9a-f])/i.exec(text) ?? [];
  return id?.toLowerCase() ?? null;
}
