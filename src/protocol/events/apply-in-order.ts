import { applyDelete } from "../../catalogue/repositories/recording/delete.ts";
import { type Places, placeOf } from "../../catalogue/repositories/recording/load.ts";
import type {
  DeletionLookup,
  Lookup,
} from "../../catalogue/repositories/recording/pull-lookups.ts";
import { applyPush } from "../../catalogue/repositories/recording/push.ts";
import type { PendingEntry } from "../../catalogue/repositories/recording/state.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import { type RunningDeletion, requesterOf } from "../../lifecycle/deletion/requester.ts";
import { type ExpectedPush, takeRestored } from "../../lifecycle/deletion/restore/image-records.ts";
import { classifyMove, type Overwrite } from "../../lifecycle/immutable/classify.ts";
import type { Notice } from "../../outbound/webhooks/delivery/enqueue.ts";
import type { ReadyEvent } from "./prepare.ts";
import { ignored, type Outcome } from "./queue.ts";
import { noticeOf } from "./webhook-notice.ts";

/** What is loaded for a set of events. Applying them changes it. */
export interface Known {
  places: Places;
  expectedPushes: ExpectedPush[];
  runningDeletions: RunningDeletion[];
}

/** What a set of events causes beside the changes of `Known`. */
export interface Effects {
  outcomes: Outcome[];
  entries: PendingEntry[]; // of the audit log
  overwrites: Overwrite[]; // to revert
  notices: Notice[]; // for webhooks
  lookups: Lookup[]; // at the registry
  deletionLookups: DeletionLookup[];
  pulls: ReadyEvent[]; // applied together, after all others
}

/**
 * Applies events in this order, in memory: no database, no clock. Webhooks are called for every push and deletion, even
 * if it changes nothing here, such as a deletion that Portus requested itself.
 */
export function applyInOrder(known: Known, events: readonly ReadyEvent[]): Effects {
  const effects: Effects = {
    outcomes: [],
    entries: [],
    overwrites: [],
    notices: [],
    lookups: [],
    deletionLookups: [],
    pulls: [],
  };
  for (const event of events) {
    if (event.event.action === "pull") effects.pulls.push(event);
    else if (!event.isProven) effects.outcomes.push(lookUpInstead(effects, event));
    else {
      const apply = event.event.action === "push" ? push : remove;
      effects.outcomes.push(apply(known, event, effects));
      effects.notices.push(noticeOf(event));
    }
  }
  return effects;
}

/**
 * What the registry really has enters the catalogue without an author, and what it no longer has is removed. No webhook is
 * called: nothing is proven.
 */
function lookUpInstead(
  { lookups, deletionLookups }: Effects,
  { id, at, event, namespace, agent }: ReadyEvent,
): Outcome {
  const { repository = "", digest = "", tag } = event.target;
  if (event.action === "push") {
    lookups.push({ namespace, repository, digest, tag, at, unproven: true });
    return ignored(
      id,
      `${agent.username} may not push to ${repository}, so the event does not prove who pushed. Portus looks at the registry instead.`,
    );
  }
  const who = agent.username
    ? `${agent.username.slice(0, 255)} may`
    : "People without a sign-in may";
  const unproven = `${who} not delete from ${repository}, so the event does not prove the deletion.`;
  const reference = tag ?? digest;
  if (!reference) return ignored(id, `${unproven} The next sync compares the whole repository.`);
  deletionLookups.push({ namespace, repository, reference, at });
  return ignored(id, `${unproven} Portus looks at the registry instead.`);
}

function push(
  { places, expectedPushes }: Known,
  { id, at, event, namespace, agent }: ReadyEvent,
  { entries, overwrites }: Effects,
): Outcome {
  const { repository = "", digest = "", mediaType = "", size, tag } = event.target;
  const { registryId } = namespace;
  const place = placeOf(places, { namespace, repository });
  const { username } = agent;
  const restored = takeRestored(expectedPushes, { registryId, repository, digest, tag, username });
  const pushed = applyPush(place, { digest, mediaType, size, tag, agent, at, restored });
  entries.push(...pushed.entries);
  if (!pushed.isStored) return ignored(id, "It was deleted after this push.");
  if (!tag) return { id, state: "applied" };

  const consequences = classifyMove(place, { digest, tag, agent, at });
  entries.push(...consequences.entries);
  overwrites.push(...consequences.overwrites);
  return { id, state: "applied" };
}

function remove(
  { places, runningDeletions }: Known,
  { id, at, event, namespace, agent }: ReadyEvent,
  { entries }: Effects,
): Outcome {
  const { repository = "", digest, tag } = event.target;
  const { registryId } = namespace;
  const silent = agent.username === portus.username;
  const requester =
    silent && requesterOf(runningDeletions, { registryId, repository, digest, tag });
  const deleted = applyDelete(placeOf(places, { namespace, repository }), {
    digest,
    tag,
    agent: requester || agent,
    at,
    request: event.request?.id,
    silent,
  });
  entries.push(...deleted.entries);
  return deleted.isKnown
    ? { id, state: "applied" }
    : ignored(id, "The catalogue has nothing of this.");
}
