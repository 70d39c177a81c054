import { log } from "../../platform/log.ts";
import { endUnwanted, tell } from "./broadcast.ts";
import { hear, moreNews, takeNews } from "./changes.ts";
import { allStreams, send } from "./streams.ts";

const gathering = 100; // ms from the first news to telling it: one push makes several
const pace = 1_000; // ms between two rounds
const mostInARound = 500;

let timer: NodeJS.Timeout | undefined;
let lastRound = 0;
let rightsChanged = false;

/** Something was announced; nothing, if announcements may have been missed. */
export function heard(announcement?: string): void {
  if (!hear(announcement)) for (const stream of allStreams()) send(stream, []);
  schedule();
}

/** Who may see what may have changed, or whose session goes on. */
export function reconsider(): void {
  rightsChanged = true;
  schedule();
}

/** However much happens, there is a round each second at most. */
function schedule(): void {
  if (allStreams().length === 0) return void takeNews(Number.POSITIVE_INFINITY); // nobody waits for them
  if (timer) return;
  timer = setTimeout(() => void round(), Math.max(gathering, lastRound + pace - Date.now()));
}

async function round(): Promise<void> {
  lastRound = Date.now();
  const changes = takeNews(mostInARound);
  try {
    await tell(allStreams(), changes); // first: what is gone is told to who could see it
    if (rightsChanged) await endThoseUnwanted();
  } catch (error) {
    log.warn({ err: error }, "open pages could not be told what changed");
    rightsChanged = true; // perhaps not all were asked
    if (changes.length > 0) for (const stream of allStreams()) send(stream, []);
  }
  timer = undefined;
  if (moreNews() || rightsChanged) schedule();
}

async function endThoseUnwanted(): Promise<void> {
  rightsChanged = false;
  await endUnwanted(allStreams());
}
