import { matchesAll } from "./words.ts";

export type PlaceKind = "namespace" | "team" | "repository";

interface TabWords {
  also: string; // other words that people search for it by
  of: readonly PlaceKind[];
}

const everywhere = ["namespace", "team", "repository"] as const;

/** The tabs of namespaces, repositories and teams. */
const tabs: Record<string, TabWords> = {
  Webhooks: { also: "hooks notifications", of: ["namespace"] },
  Retention: {
    also: "cleanup clean up old tags rules delete",
    of: ["namespace", "repository"],
  },
  "Immutable tags": { also: "protect lock", of: ["namespace"] },
  Members: { also: "people roles", of: ["namespace", "team"] },
  Sizes: { also: "storage biggest quota", of: ["repository"] },
  Quota: { also: "size limit storage", of: ["namespace"] },
  "Sizes and quota": { also: "size limit storage biggest", of: ["namespace"] },
  Usage: { also: "pulls statistics", of: ["namespace", "repository"] },
  Access: { also: "who can push pull visibility permissions members", of: ["repository"] },
  README: { also: "description", of: ["repository"] },
  Activity: { also: "history log", of: everywhere },
  Settings: { also: "edit change rename visibility transfer", of: everywhere },
};

const addMember = "add new invite member people person";

/** Whether a tab is meant by these words. */
export function isTabMeant(words: readonly string[], label: string): boolean {
  return matchesAll(words, `${label} ${tabs[label]?.also ?? ""}`);
}

/** Whether members are to be added. */
export function isAdding(words: readonly string[]): boolean {
  return words.length > 1 && matchesAll(words, addMember);
}

/** The kinds of places that have a tab which these words mean. */
export function kindsOf(verb: readonly string[]): ReadonlySet<PlaceKind> {
  const meant = Object.entries(tabs).filter(([label]) => isTabMeant(verb, label));
  return new Set(isAdding(verb) ? ["namespace", "team"] : meant.flatMap(([, { of }]) => of));
}

/** What is wanted, and of what: "webhooks of web" and "web webhooks" mean the same. Without an object: of one's own. */
export interface Command {
  verb: string[];
  object: string;
}

/** The ways to read the words as a command, the longest verb first. */
export function readCommands(words: readonly string[]): Command[] {
  const splits = words.flatMap((_, at) => {
    const [start, end] = [words.slice(0, words.length - at), words.slice(words.length - at)];
    const forward = { verb: start, object: end.join(" ") };
    return at === 0 ? [forward] : [forward, { verb: end, object: start.join(" ") }];
  });
  return splits
    .filter(({ verb }) => isVerb(verb))
    .sort((a, b) => b.verb.join("").length - a.verb.join("").length);
}

const minLength = 3; // letters: "we" begins Webhooks, but is more likely part of a name

function isVerb(verb: readonly string[]): boolean {
  if (verb.join("").length < minLength) return false;
  return kindsOf(verb).size > 0;
}
