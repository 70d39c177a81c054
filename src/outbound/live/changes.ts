import { z } from "zod";

const Change = z.object({
  kind: z.enum(["push", "delete", "pull", "change", "deletion", "sync"]),
  id: z.int().optional(), // of a repository
  namespace: z.int().optional(),
  team: z.int().optional(), // whose deletion it is
  // Of a repository that is gone: what decides who may be told.
  name: z.string().optional(),
  visibility: z.enum(["private", "protected", "public"]).nullish(),
});

/** What changed, as the triggers of the database announce it, and when that was heard. */
export type Change = z.infer<typeof Change> & { at: number };

const weight = ["change", "pull", "push", "delete"];
const mostWaiting = 10_000;
const mostKept = 2_000;

let waiting = new Map<string, Change>();
let kept = new Map<string, Change>(); // the last of each kind for each repository, the longest ago first
let complete = Number.POSITIVE_INFINITY; // from when on `kept` has everything

/** Notes an announcement. False if it stands for any number that were missed: everything may have changed. */
export function hear(announcement: string | undefined): boolean {
  const said = announcement && Change.safeParse(parsed(announcement)).data;
  if (!said || waiting.size >= mostWaiting) return forget();

  const change = { ...said, at: Date.now() };
  note(waiting, change);
  keep(change);
  return true;
}

/** Of what happened to one repository, the weightiest; of two alike the later, which may say that it is gone. */
function note(changes: Map<string, Change>, change: Change): void {
  const key = keyOf(change);
  const before = changes.get(key);
  const weightier = !before || weight.indexOf(change.kind) >= weight.indexOf(before.kind);
  changes.set(key, weightier ? change : { ...before, at: change.at });
}

/** The changes that are to be told now, the first heard first. */
export function takeNews(most: number): Change[] {
  const taken = [...waiting].slice(0, most);
  for (const [key] of taken) waiting.delete(key);
  return taken.map(([, change]) => change);
}

export const moreNews = (): boolean => waiting.size > 0;

/** What changed since then, for a page that was not listening; null if that is too long ago to say. */
export function newsSince(at: number): Change[] | null {
  if (at < complete) return null;
  const missed = new Map<string, Change>();
  for (const change of kept.values()) if (change.at >= at) note(missed, change);
  return [...missed.values()];
}

function forget(): false {
  waiting = new Map();
  kept = new Map();
  complete = Date.now();
  return false;
}

function keep(change: Change): void {
  const key = `${keyOf(change)} ${change.kind}`;
  kept.delete(key);
  kept.set(key, change);
  const [oldest] = kept;
  if (kept.size <= mostKept || !oldest) return;
  kept.delete(oldest[0]);
  complete = Math.max(complete, oldest[1].at + 1);
}

function keyOf({ id, kind, team }: Change): string {
  return id ? `${id}` : `${kind} ${team}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
