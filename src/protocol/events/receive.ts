import { createHash, timingSafeEqual } from "node:crypto";
import { config } from "../../platform/config/config.ts";
import { pool } from "../../platform/db/client.ts";
import { plural } from "../../platform/plural.ts";
import { echoesIn } from "../../registry/echo.ts";
import { type EventRow, readEnvelope, unreadable } from "./envelope.ts";

/** Whether the Authorization header holds the secret that was configured at our registries. */
export function isFromRegistry(authorization: string | undefined): boolean {
  const [, given = ""] = /^Bearer +(.+)$/i.exec(authorization ?? "") ?? [];
  return timingSafeEqual(sha256(given.trim()), sha256(config.eventsSecret));
}

/** Of equal length for any text, so that the comparison takes constant time. */
function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

const maxBodyLength = 8 * 1024 * 1024; // bytes

interface Received {
  rows: EventRow[];
  echoes: string[]; // of Portus's own requests
}

/** Reads a body to its end, however long, so that the registry gets its answer; stores no more than the limit. */
export async function readBody(body: AsyncIterable<Buffer>): Promise<Received> {
  const received = new Date();
  const chunks: Buffer[] = [];
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size <= maxBodyLength) chunks.push(chunk);
    hash.update(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  if (size <= maxBodyLength) return { rows: readEnvelope(text, received), echoes: echoesIn(text) };

  const reason = `The body of ${plural(size, "byte")} exceeds the limit of ${plural(maxBodyLength, "byte")}.`;
  const row = {
    ...unreadable(reason, text, received),
    eventId: `unreadable:${hash.digest("hex")}`,
  };
  return { rows: [row], echoes: [] };
}

/** Stores every event of an envelope in one statement. An event that is already stored stays unchanged. */
export async function storeEvents(rows: readonly EventRow[]): Promise<void> {
  if (rows.length === 0) return;
  await pool.query(insert, [
    rows.map(({ eventId }) => eventId),
    rows.map(({ action }) => action),
    rows.map(({ repository }) => repository),
    rows.map(({ occurredAt }) => occurredAt),
    rows.map(({ payload }) => payload),
    rows.map(({ state }) => state),
    rows.map(({ reason }) => reason),
  ]);
}

// try_after is truncated to its precision: rounded up, the event would not be due at once.
const insert = `
  INSERT INTO registry_events
    (event_id, action, repository, occurred_at, payload, state, reason, try_after, settled_at)
  SELECT event_id, action, repository, occurred_at, payload::jsonb, state, reason,
    CASE WHEN state = 'pending' THEN date_trunc('milliseconds', now()) END, CASE WHEN state <> 'pending' THEN now() END
  FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::"EventState"[], $7::text[])
    AS event (event_id, action, repository, occurred_at, payload, state, reason)
  ON CONFLICT (event_id) DO NOTHING`;
