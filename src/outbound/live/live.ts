import { log } from "../../platform/log.ts";
import { broadcast, endForbidden } from "./broadcast.ts";
import { hasWaitingChanges, recordAnnouncement, takeChanges } from "./changes.ts";
import { allStreams, send } from "./streams.ts";

const gatherMs = 100; // from the first change to the broadcast: one push makes several changes
const intervalMs = 1_000; // between two broadcasts
const maxPerRound = 500;

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
    await broadcast(allStreams(), changes); // first, so that people who could see what was deleted learn of its deletion
    if (permissionsChanged) await recheckStreams();
  } catch (error) {
    log.warn({ err: error }, "changes could not be sent to open pages");
    permissionsChanged = true; // some streams may not have been checked
    if (changes.length > 0) for (const stream of allStreams()) send(stream, []);
  }
  timer = undefined;
  if (hasWaitingChanges() || permissionsChanged) schedule();
}

async function recheckStreams(): Promise<void> {
  permissionsChanged = false;
  await endForbidden(allStreams());
}
