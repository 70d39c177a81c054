import type { Actor } from "../actor/actor.ts";

type Lookup = (actor: Actor, patterns: string) => Promise<string>;

let lookup: Lookup = async () => "";

/** Connects what finds the repositories that patterns match. It is in a layer above. */
export function setMatchesLookup(found: Lookup): void {
  lookup = found;
}

/** The repositories that the patterns of a token match, in a sentence for the person who writes them. */
export const matchesOf: Lookup = (actor, patterns) => lookup(actor, patterns);
