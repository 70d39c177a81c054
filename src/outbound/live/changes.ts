import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { strictestFirst } from "../../tenancy/policy/policy.ts";

const Change = z.object({
  kind: z.enum(["push", "delete", "pull", "change", "deletion", "sync", "decision"]),
  id: z.int().optional(), // of a repository
  namespace: z.int().optional(),
  team: z.int().optional(), // of a team deletion
  user: z.int().optional(), // the account of a decision
  // Of a deleted repository: decides who may see the change.
  name: text(1000, { kind: "raw" }).optional(),
  visibility: z.enum(strictestFirst).nullish(),
});

/** A change as the database's triggers announce it, and when the announcement arrived. */
export type Change = z.infer<typeof Change> & { at: number };

const weight = ["change", "pull", "push", "delete"];
const maxWaiting = 10_000;
const maxRecent = 2_000;

let waiting = new Map<string, Change>();
let recent = new Map<string, Change>(); // the last change of each kind in each repository, oldest first
let complete = Number.POSITIVE_INFINITY; // `recent` has every change since this time

/** Records an announcement. Returns false if announcements were missed, so that anything may have changed. */
export function recordAnnouncement(announcement: string | undefined): boolean {
  const valid = announcement && Change.safeParse(parsed(announcement)).data;
  if (!valid || waiting.size >= maxWaiting) return reset();

  const change = { ...valid, at: Date.now() };
  merge(waiting, change);
  remember(change);
  return true;
}

/** Keeps the more important of two changes of a repository, or the later one if they are equally important. */
function merge(changes: Map<string, Change>, change: Change): void {
  const key = keyOf(change);
  const before = changes.get(key);
  const weightier = !before || weight.indexOf(change.kind) >= weight.indexOf(before.kind);
  changes.set(key, weightier ? change : { ...before, at: change.at });
}

/** Takes the changes to broadcast now, in the order of their arrival. */
export function takeChanges(max: number): Change[] {
  const taken = [...waiting].slice(0, max);
  for (const [key] of taken) waiting.delete(key);
  return taken.map(([, change]) => change);
}

export const hasWaitingChanges = (): boolean => waiting.size > 0;

/** The changes since a time, for a page that was not listening; null if not all of them are known any longer. */
export function changesSince(at: number): Change[] | null {
  if (at < complete) return null;
  const missed = new Map<string, Change>();
  for (const change of recent.values()) if (change.at >= at) merge(missed, change);
  return [...missed.values()];
}

function reset(): false {
  waiting = new Map();
  recent = new Map();
  complete = Date.now();
  return false;
}

function remember(change: Change): void {
  const key = `${keyOf(change)} ${change.kind}`;
  recent.delete(key);
  recent.set(key, change);
  const [oldest] = recent;
  if (recent.size <= maxRecent || !oldest) return;
  recent.delete(oldest[0]);
  complete = Math.max(complete, oldest[1].at + 1);
}

function keyOf({ id, kind, team, namespace, user }: Change): string {
  if (kind === "decision") return `${kind} ${user} ${namespace} ${id}`;
  return id ? `${id}` : `${kind} ${team}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
