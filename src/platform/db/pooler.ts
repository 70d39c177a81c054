import { randomBytes } from "node:crypto";
import { openFirst } from "./connections.ts";

const waitMs = 2_000;

/**
 * Throws if the address leads to a pooler that gives each transaction another connection, as PgBouncer does in
 * transaction mode: nothing would be heard there, and session locks would stay with connections that others use.
 */
export async function refusePooler(url: string, variable: string): Promise<void> {
  if (!(await hearsItself(url))) throw new Error(sentence(variable));
}

const sentence = (variable: string) =>
  `${variable} leads to a connection pooler in transaction mode, such as PgBouncer, where notifications and locks get lost. ` +
  (variable === "DATABASE_URL"
    ? "Set DATABASE_DIRECT_URL to the address of Postgres itself, for these and for migrations. DATABASE_URL can stay as it is."
    : "Set it to the address of Postgres itself.");

/** Whether a notification reaches the connection that listens for it. */
async function hearsItself(url: string): Promise<boolean> {
  const channel = `portus_start_${randomBytes(8).toString("hex")}`;
  const pooled = { pooled: true }; // a pooler would refuse the limits
  const listener = await openFirst(url, "portus-start", pooled);
  const notifier = await openFirst(url, "portus-start", pooled);
  let timer: NodeJS.Timeout | undefined;
  try {
    const heard = new Promise<boolean>((resolve) => {
      listener.on("notification", (it) => it.channel === channel && resolve(true));
      timer = setTimeout(() => resolve(false), waitMs);
    });
    await listener.query(`LISTEN ${channel}`);
    await notifier.query(`NOTIFY ${channel}`);
    return await heard;
  } finally {
    clearTimeout(timer);
    await Promise.all([listener.end(), notifier.end()]);
  }
}
