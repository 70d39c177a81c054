import type { Tx } from "../../platform/db/client.ts";
import { locks, tryLock } from "../../platform/db/locks.ts";
import { RegistryEvent } from "./schemas.ts";

/** An event whose turn it is. */
export interface Arrival {
  id: bigint;
  at: string; // UTC, to the microsecond: finer than Date
  eventId: string;
  attempts: number; // made before this one
  payload: unknown; // as it came
  event: RegistryEvent | null; // null if it can't be read
}

/** The events of one repository that are still to be applied, in order; "busy" while another replica applies some. */
export async function claim(
  tx: Tx,
  repository: string,
  ids: readonly bigint[],
): Promise<Arrival[] | "busy"> {
  if (!(await tryLock(tx, locks.events(repository)))) return "busy";

  const rows = await tx.$queryRaw<Omit<Arrival, "event">[]>`
    SELECT id, event_id AS "eventId", attempts, payload, to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
    FROM registry_events
    WHERE id = ANY(${ids}::bigint[]) AND state = 'pending' ORDER BY occurred_at, id`;
  return rows.map((row) => ({ ...row, event: RegistryEvent.safeParse(row.payload).data ?? null }));
}
