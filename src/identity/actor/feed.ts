import { type Day, type FeedOptions, groupByDay } from "../../history/days.ts";
import type { Entry, Restore } from "../../history/sentences.ts";
import type { Actor } from "./actor.ts";

type RestoreLookup = (
  actor: Actor,
  deletions: readonly number[],
) => Promise<ReadonlyMap<number, Restore>>;

let lookUp: RestoreLookup = async () => new Map();

/** Connects the layer that restores deletions, which is above those whose pages show activity. */
export function setRestoreLookup(lookup: RestoreLookup): void {
  lookUp = lookup;
}

/** Entries by day, as sentences. Those of deletions that the viewer may restore offer it, after one look-up for all. */
export async function feedOf(
  viewer: Actor | null,
  entries: readonly Entry[],
  options: FeedOptions = {},
): Promise<Day[]> {
  const days = groupByDay(entries, options);
  const sentences = days.flatMap((day) => day.sentences);
  const deletions = new Set(sentences.flatMap(({ deletion }) => deletion ?? []));
  if (!viewer || deletions.size === 0) return days;
  const restores = await lookUp(viewer, [...deletions]);
  for (const sentence of sentences) sentence.restore = restores.get(sentence.deletion ?? 0) ?? null;
  return days;
}
