import { log } from "../../platform/log.ts";
import { broadcast, endUnwanted } from "./broadcast.ts";
import { hear, moreNews, takeChanges } from "./changes.ts";
import { allStreams, send } from "./streams.ts";

const gatherMs = 100; // from the first change to the broadcast: one push makes several changes
const intervalMs = 1_000; // between two broadcasts
const mostInARound = 500;

let timer: NodeJS.Timeout | undefined;
let lastRound = 0;
let rightsChanged = false;

/** Handles an announcement of the database; undefined if announcements may have been missed. */
export function heard(announcement?: string): void {
  if (!hear(announcement)) for (const stream of allStreams()) send(stream, []);
  schedule();
}

/** Handles a change of permissions or sessions. */
export function reconsider(): void {
  rightsChanged = true;
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
  const changes = takeChanges(mostInARound);
  try {
    await broadcast(allStreams(), changes); // first, so that those who could see a deleted thing learn of the deletion
    if (rightsChanged) await endThoseUnwanted();
  } catch (error) {
    log.warn({ err: error }, "changes could not be sent to open pages");
    rightsChanged = true; // perhaps not all streams were checked
    if (changes.length > 0) for (const stream of allStreams()) send(stream, []);
  }
  timer = undefined;
  if (moreNews() || rightsChanged) schedule();
}

async function endThoseUnwanted(): Promise<void> {
  rightsChanged = false;
  await endUnwanted(allStreams());
}
