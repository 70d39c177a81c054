import { totalPullsByDay } from "../../catalogue/pulls/by-day.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { keptCounts } from "../../platform/db/kept-counts.ts";
import { ensure } from "../../platform/errors.ts";
import { eventsOverview } from "../../protocol/events/events.ts";
import { keptDays } from "../../protocol/events/worker.ts";
import { eventFlows } from "../../protocol/sync/gaps/flows.ts";
import { findProblems } from "../problems/find.ts";
import { registryStates } from "../problems/registry-states.ts";
import { canSeeOverview } from "./policy.ts";
import { inProgress } from "./progress.ts";

/** The values of the admin page. Whether the registry is up comes from a cache, so that it does not delay the page. */
export async function overview(actor: Actor) {
  ensure(canSeeOverview(actor));
  const [problems, registry, flows, progress, events, counts, database, pulls] = await Promise.all([
    findProblems(actor),
    defaultRegistry(),
    eventFlows(),
    inProgress(actor),
    eventsOverview(),
    keptCounts(),
    databaseFacts(),
    totalPullsByDay({}, 30),
  ]);
  const failedKeptDays = keptDays.failed;
  return { problems, registry, flows, progress, events, failedKeptDays, counts, database, pulls };
}

/** Whether the default registry is up, and when that was checked; null if it has not answered yet. */
async function defaultRegistry(): Promise<{ up: boolean; at: Date } | null> {
  const known = await registryStates();
  if (!known) return null;
  const state = known.value.find(({ hostname }) => hostname === config.registry.host);
  return { up: state?.problem === null, at: known.at };
}

async function databaseFacts() {
  const rows = await db.$queryRaw<{ version: string; bytes: bigint }[]>`
    SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes`;
  return rows[0] ?? { version: "", bytes: 0n };
}
