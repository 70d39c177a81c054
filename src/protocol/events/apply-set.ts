import { loadPlaces } from "../../catalogue/repositories/recording/load.ts";
import {
  queueDeletionLookups,
  queueLookups,
} from "../../catalogue/repositories/recording/pull-lookups.ts";
import { writeEntries } from "../../catalogue/repositories/recording/record.ts";
import type { Wanted } from "../../catalogue/repositories/recording/wanted.ts";
import { writePlaces } from "../../catalogue/repositories/recording/write.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import { runningDeletions } from "../../lifecycle/deletion/requester.ts";
import { loadExpectedPushes, removeTaken } from "../../lifecycle/deletion/restore/image-records.ts";
import { queueReverts } from "../../lifecycle/immutable/queue.ts";
import { enqueue } from "../../outbound/webhooks/delivery/enqueue.ts";
import type { Tx } from "../../platform/db/client.ts";
import { applyInOrder, type Effects, type Known } from "./apply-in-order.ts";
import { prepare, type ReadyEvent } from "./prepare.ts";
import { applyPulls } from "./pulls.ts";
import { type Outcome, type PendingEvent, settle } from "./queue.ts";

/**
 * Applies claimed events of many repositories, given in order, with a handful of statements: what they need is loaded at
 * once, their effects are computed in memory, and these are written at once. Returns the pushes and deletions that applied.
 */
export async function applySet(
  tx: Tx,
  events: readonly PendingEvent[],
): Promise<readonly ReadyEvent[]> {
  const { ready, outcomes } = await prepare(tx, events);
  const known = await load(
    tx,
    ready.filter(({ event, isProven }) => event.action !== "pull" && isProven),
  );
  const effects = applyInOrder(known, ready);
  await write(tx, known, effects);
  await queueLookups(tx, effects.lookups);
  await queueDeletionLookups(tx, effects.deletionLookups);
  const pulled = await applyPulls(tx, effects.pulls);
  await settle(tx, [...outcomes, ...effects.outcomes, ...pulled]);
  const applied = new Set(effects.outcomes.filter(isApplied).map(({ id }) => id));
  return ready.filter(({ id }) => applied.has(id));
}

const isApplied = ({ state }: Outcome) => state === "applied";

async function load(tx: Tx, events: readonly ReadyEvent[]): Promise<Known> {
  const wanted = events.map(wantedBy);
  const isOwn = ({ agent, event }: ReadyEvent) =>
    event.action === "delete" && agent.username === portus.username;
  const ownDeletions = events.filter(isOwn).map(wantedBy);
  const pushedTo = wanted.filter(({ action }) => action === "push").map((it) => it.repository);
  return {
    places: await loadPlaces(tx, wanted),
    expectedPushes: await loadExpectedPushes(tx, [...new Set(pushedTo)]),
    runningDeletions: await runningDeletions(tx, ownDeletions),
  };
}

function wantedBy({ at, namespace, event }: ReadyEvent): Wanted & { registryId: number } {
  const { repository = "", digest, tag } = event.target;
  const { registryId } = namespace;
  const action = event.action === "push" ? "push" : "delete";
  const request = event.request?.id;
  return { namespace, registryId, repository, action, digest, tag, at, request };
}

async function write(tx: Tx, { places, expectedPushes }: Known, effects: Effects): Promise<void> {
  await writePlaces(tx, places);
  await removeTaken(tx, expectedPushes);
  await writeEntries(tx, effects.entries);
  await queueReverts(tx, effects.overwrites);
  await enqueue(tx, effects.notices);
}
