import { pool } from "../../platform/db/client.ts";
import type { EventRow } from "./envelope.ts";

/** Keeps every event of an envelope, in one statement. One that is known already is left as it is. */
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

// try_after is cut to its precision: rounded up, the event would not be due at once.
const insert = `
  INSERT INTO registry_events
    (event_id, action, repository, occurred_at, payload, state, reason, try_after, settled_at)
  SELECT event_id, action, repository, occurred_at, payload::jsonb, state, reason,
    CASE WHEN state = 'pending' THEN date_trunc('milliseconds', now()) END, CASE WHEN state <> 'pending' THEN now() END
  FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::"EventState"[], $7::text[])
    AS event (event_id, action, repository, occurred_at, payload, state, reason)
  ON CONFLICT (event_id) DO NOTHING`;
