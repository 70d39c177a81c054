import { createHash } from "node:crypto";
import { echoesIn } from "../../registry/echo.ts";
import type { EventRow } from "./envelope.ts";
import { readEnvelope, unreadable } from "./envelope.ts";

const longestBody = 8 * 1024 * 1024;

interface Received {
  rows: EventRow[];
  echoes: string[]; // of Portus's own requests
}

/** Reads a body to its end, whatever its length, so that the registry gets its answer; keeps no more than the limit. */
export async function readBody(body: AsyncIterable<Buffer>): Promise<Received> {
  const received = new Date();
  const kept: Buffer[] = [];
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size <= longestBody) kept.push(chunk);
    hash.update(chunk);
  }
  const text = Buffer.concat(kept).toString("utf8");
  if (size <= longestBody) return { rows: readEnvelope(text, received), echoes: echoesIn(text) };

  const reason = `A body of ${size} bytes exceeds the ${longestBody} that Portus reads.`;
  const row = {
    ...unreadable(reason, text, received),
    eventId: `unreadable:${hash.digest("hex")}`,
  };
  return { rows: [row], echoes: [] };
}
