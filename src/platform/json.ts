import { isMainThread } from "node:worker_threads";

/** Bytes of JSON that are parsed at once. More stops every other request for too long, and is parsed in a thread. */
export const parsing = { maxOnLoop: 100_000 };

/**
 * Parses JSON that a registry or a client sent; undefined if it is not JSON. A function that parses longer texts has to
 * run in a thread: see offLoop() of thread-pool.ts.
 */
export function parseJson(given: Uint8Array | string): unknown {
  if (isMainThread && given.length > parsing.maxOnLoop)
    throw new Error("JSON of this length may not be parsed on the event loop");
  try {
    return JSON.parse(typeof given === "string" ? given : utf8(given));
  } catch {
    return undefined;
  }
}

function utf8({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("utf8");
}
