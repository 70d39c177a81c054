import { createHash } from "node:crypto";
import { pool } from "../../platform/db/client.ts";
import { plural } from "../../platform/plural.ts";
import { currentRequest } from "../../platform/request-context.ts";
import { TooCostly } from "../../platform/thread-pool.ts";
import { echoesIn } from "../../registry/echo.ts";
import { findSender, type Sender } from "../../registry/events-secrets.ts";
import { type Origin, originIn } from "./arrivals.ts";
import { type Batch, batchesOf } from "./batch.ts";
import { readEnvelopeOffLoop, unreadable } from "./envelope.ts";
import { countReceived } from "./metrics.ts";

/** The registry whose secret is in the Authorization header; null if none has it. */
export async function senderOf(authorization: string | undefined): Promise<Sender | null> {
  const [, given = ""] = /^Bearer +(\S.*)$/i.exec(authorization ?? "") ?? [];
  return given ? findSender(given.trim()) : null;
}

const maxBodyLength = 8 * 1024 * 1024; // bytes

interface Received {
  batches: Iterable<Batch>;
  echoes: string[]; // of Portus's own requests
  origin: Origin;
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
  if (size <= maxBodyLength)
    return {
      batches: await readEvents(text, received),
      echoes: echoesIn(text),
      origin: originIn(text),
    };

  const reason = `The body of ${plural(size, "byte")} exceeds the limit of ${plural(maxBodyLength, "byte")}.`;
  const row = {
    ...unreadable(reason, text, received),
    eventId: `unreadable:${hash.digest("hex")}`,
  };
  return { batches: batchesOf([row]), echoes: [], origin: { host: "", instanceId: "" } };
}

/** A body that costs too much is stored as unreadable: the registry would send it again and again. */
async function readEvents(text: string, received: Date): Promise<Iterable<Batch>> {
  try {
    return await readEnvelopeOffLoop(text, received);
  } catch (error) {
    if (error instanceof TooCostly) return batchesOf([unreadable(error.message, text, received)]);
    throw error;
  }
}

/**
 * Stores every event of an envelope. An event that is already stored stays unchanged, so that a registry can send an
 * envelope again of which only a part was stored.
 */
export async function storeEvents(
  batches: Iterable<Batch>,
  sender: Sender = { registryId: null },
): Promise<void> {
  const trace = currentRequest()?.trace ?? null;
  for (const batch of batches) {
    const values = [...batch, sender.registryId, trace];
    const { rows } = await pool.query<{ action: string; count: number }>(insert, values);
    await countReceived(sender, rows);
  }
}

// try_after is truncated to its precision: rounded up, the event would not be due at once.
const insert = `
  WITH stored AS (INSERT INTO registry_events
    (event_id, action, repository, occurred_at, payload, state, reason, sender_id, trace, try_after, settled_at)
  SELECT event_id, action, repository, occurred_at::timestamptz, payload::json, state::"EventState", reason, $8::int, $9::text,
    CASE WHEN state = 'pending' THEN date_trunc('milliseconds', now()) END, CASE WHEN state <> 'pending' THEN now() END
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    AS event (event_id, action, repository, occurred_at, payload, state, reason)
  ON CONFLICT (event_id) DO NOTHING RETURNING action)
  SELECT action, count(*)::int AS count FROM stored GROUP BY action`;
