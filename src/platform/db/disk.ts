import type { EventEmitter } from "node:events";
import type pg from "pg";

const noSpace = "53100"; // disk_full
const notedForMs = 15_000;

let refusedAt = Number.NEGATIVE_INFINITY;

/** Notes when Postgres refuses a statement because its disk is full. Asking tells nothing: a small change may still fit. */
export function watchDisk(client: pg.ClientBase): void {
  const { connection } = client as unknown as { connection: EventEmitter }; // its types hide the connection
  connection.on("errorMessage", ({ code }: pg.DatabaseError) => {
    if (code === noSpace) refusedAt = Date.now();
  });
}

/** Whether a statement was refused lately because the disk of Postgres is full. */
export const isDiskFull = (now = Date.now()): boolean => now - refusedAt < notedForMs;
