import { log } from "../../platform/log.ts";
import { broadcast, endForbidden } from "./broadcast.ts";
import { type Change, hasWaitingChanges, recordAnnouncement, takeChanges } from "./changes.ts";
import { allStreams, type Stream, send } from "./streams.ts";
import { showsPullsBeside } from "./topics.ts";

const gatherMs = 100; // from the first change to the broadcast: one push makes several changes
const intervalMs = 1_000; // between two broadcasts
const maxPerRound = 500;
const pullIntervalMs = 5_000; // between two broadcasts of pulls to pages that show them beside other things

let timer: NodeJS.Timeout | undefined;
let lastRound = 0;
let permissionsChanged = false;

/** Handles an announcement of the database. Undefined: announcements may have been missed. */
export function onAnnouncement(announcement?: string): void {
  if (!recordAnnouncement(announcement)) for (const stream of allStreams()) send(stream, []);
  schedule();
}

/** Called after a change of permissions or sessions. */
export function recheckPermissions(): void {
  permissionsChanged = true;
  schedule();
}

/** Broadcasts at most once a second, however much happens. */
function schedule(): void {
  if (allStreams().length === 0) return void takeChanges(Number.POSITIVE_INFINITY); // nobody is listening
  if (timer) return;
  timer = setTimeout(() => void round(), Math.max(gatherMs, lastRound + intervalMs - Date.now()));
}

async function round(): Promise<void> {
  lastRound = Date.now();
  const changes = takeChanges(maxPerRound);
  try {
    await broadcastAll(changes); // first, so that people who could see what was deleted learn of its deletion
    if (permissionsChanged) await recheckStreams();
  } catch (error) {
    log.warn({ err: error }, "changes could not be sent to open pages");
    permissionsChanged = true; // some streams may not have been checked
    if (changes.length > 0) for (const stream of allStreams()) send(stream, []);
  }
  timer = undefined;
  if (hasWaitingChanges() || permissionsChanged) schedule();
}

async function broadcastAll(changes: readonly Change[]): Promise<void> {
  const [most, beside] = splitStreams();
  await broadcast(most, changes);
  if (beside.length === 0) return;
  holdPulls(changes.filter(isPull));
  await broadcast(
    beside,
    changes.filter((change) => !isPull(change)),
  );
}

const isPull = ({ kind }: Change) => kind === "pull";

function splitStreams(): [most: Stream[], beside: Stream[]] {
  const isBeside = ({ topic }: Stream) => showsPullsBeside(topic);
  return [allStreams().filter((stream) => !isBeside(stream)), allStreams().filter(isBeside)];
}

let held = new Map<number | undefined, Change>(); // the last pull of each repository, until it is sent

/** Popular images are pulled all the time, so the pulls of some seconds are sent together. */
function holdPulls(pulls: readonly Change[]): void {
  if (pulls.length === 0) return;
  if (held.size === 0) setTimeout(() => void sendPulls(), pullIntervalMs).unref();
  for (const pull of pulls) held.set(pull.id, pull);
}

async function sendPulls(): Promise<void> {
  const pulls = [...held.values()];
  held = new Map();
  const [, beside] = splitStreams();
  try {
    if (pulls.length > maxPerRound) for (const stream of beside) send(stream, []);
    else await broadcast(beside, pulls);
  } catch (error) {
    log.warn({ err: error }, "pulls could not be sent to open pages");
  }
}

async function recheckStreams(): Promise<void> {
  permissionsChanged = false;
  await endForbidden(allStreams());
}
