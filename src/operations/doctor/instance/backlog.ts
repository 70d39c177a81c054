import { pool } from "../../../platform/db/client.ts";
import { plural } from "../../../platform/plural.ts";
import { type Check, fine, type Verdict, wrong } from "../check.ts";

/** The queues whose rows are due at a time, and what they hold. */
const queues = [
  { table: "registry_events", due: "try_after", one: "event" },
  {
    table: "webhook_deliveries",
    due: "try_after",
    one: "delivery of a webhook",
    many: "deliveries of webhooks",
  },
  { table: "emails", due: "try_after", one: "e-mail" },
  { table: "manifests", due: "read_after", one: "manifest to read", many: "manifests to read" },
  { table: "deletion_plans", due: "try_after", one: "deletion" },
  { table: "reverts", due: "try_after", one: "revert" },
];

const overdueMinutes = 10;

export const backlogChecks = (): Check[] => [
  {
    id: "backlog",
    title: "No background work is overdue",
    needs: ["database"],
    run: async () => backlogVerdict(await overdue()),
    fix: wakeWorkers,
  },
];

interface Overdue {
  what: string;
  minutes: number; // of the oldest
}

async function overdue(): Promise<Overdue[]> {
  const selects = queues.map(
    ({ table, due }, at) =>
      `SELECT ${at} AS queue, count(*)::int AS count, (extract(epoch FROM now() - min(${due})) / 60)::int AS minutes
       FROM ${table} WHERE ${due} < now() - make_interval(mins => ${overdueMinutes})`,
  );
  const { rows } = await pool.query<{ queue: number; count: number; minutes: number }>(
    selects.join(" UNION ALL "),
  );
  return rows
    .filter(({ count }) => count > 0)
    .map(({ queue, count, minutes }) => {
      const { one = "job", many } = queues[queue] ?? {};
      return { what: plural(count, one, many), minutes };
    });
}

function backlogVerdict(found: readonly Overdue[]): Verdict {
  if (found.length === 0) return fine(`Nothing is overdue by ${plural(overdueMinutes, "minute")}.`);
  const list = found
    .map(({ what, minutes }) => `${what} (${plural(minutes, "minute")})`)
    .join(", ");
  return wrong(
    `Overdue: ${list}.`,
    "Is Portus running? Its log says why work fails. Then wake its workers:",
    "bin/portus doctor --fix",
  );
}

/** As new work does. Each row is still claimed by one worker. */
async function wakeWorkers(): Promise<string> {
  for (const channel of ["events_arrived", "deliveries_arrived", "emails_queued"])
    await pool.query("SELECT pg_notify($1, '')", [channel]);
  return "Woke the workers of events, webhooks and e-mails.";
}
