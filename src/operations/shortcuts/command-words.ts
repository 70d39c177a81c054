import { matchesAll } from "./words.ts";

/** The tabs of namespaces, repositories and teams, with other words that people search for them by. */
const synonyms: Record<string, string> = {
  Webhooks: "hooks notifications",
  Retention: "cleanup clean up old tags rules delete",
  "Immutable tags": "protect lock",
  Members: "people roles",
  Sizes: "storage biggest quota",
  Quota: "size limit storage",
  "Sizes and quota": "size limit storage biggest",
  Usage: "pulls statistics",
  Access: "who can push pull visibility permissions members",
  README: "description",
  Activity: "history log",
  Settings: "edit change rename visibility transfer",
};

export const addMember = "add new invite member people person";

/** Whether a tab is meant by these words. */
export function isTabMeant(words: readonly string[], label: string): boolean {
  return matchesAll(words, `${label} ${synonyms[label] ?? ""}`);
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
  const isAdding = verb.length > 1 && matchesAll(verb, addMember);
  return isAdding || Object.keys(synonyms).some((label) => isTabMeant(verb, label));
}
