import { plural } from "../platform/plural.ts";
import { utc, type Zone } from "../platform/zone.ts";
import { type Entry, type Sentence, sentence, tagOf } from "./sentences.ts";

export interface Day {
  day: string;
  sentences: Sentence[];
}

export interface FeedOptions {
  here?: string; // the repository whose page shows them; its name is left out
  zone?: Zone;
}

const groupMs = 60_000;

/** The sentences of entries (newest first) by day. Pushes of one person to one repository within a minute are one sentence. */
export function groupByDay(entries: readonly Entry[], options: FeedOptions = {}): Day[] {
  const { here, zone = utc } = options;
  const days = new Map<string, Sentence[]>();
  for (const group of groupPushes(entries)) {
    const day = zone.day(group[0].at);
    days.set(day, [...(days.get(day) ?? []), sentenceOf(group, here)]);
  }
  return [...days].map(([day, sentences]) => ({ day, sentences }));
}

type Group = [Entry, ...Entry[]];

function groupPushes(entries: readonly Entry[]): Group[] {
  const groups: Group[] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last && isSamePush(last[0], entry)) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

function isSamePush(newest: Entry, entry: Entry): boolean {
  return (
    [newest, entry].every(({ key, repositoryId }) => key === "repository.push" && repositoryId) &&
    entry.repositoryId === newest.repositoryId &&
    entry.actorName === newest.actorName &&
    newest.at.getTime() - entry.at.getTime() < groupMs
  );
}

function sentenceOf(group: Group, here: string | undefined): Sentence {
  const [newest] = group;
  const tags = [...new Set(group.map(tagOf))].filter((tag) => tag !== undefined);
  if (group.length === 1 || tags.length < 2) return sentence(newest, here);
  return {
    ...sentence({ ...newest, details: {} }, here),
    did: `pushed ${plural(tags.length, "tag")} to`,
    more: tags.toReversed().join(", "),
  };
}
