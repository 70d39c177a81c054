import type { Category, Entry } from "./categories.ts";

/** A place or an action in the palette. */
export interface Suggestion extends Pick<Entry, "label" | "href" | "post"> {
  kind: string;
}

const maxPerKind = 5;

/** The first entries of each category. */
export function suggestionsOf(categories: readonly Category[]): Suggestion[] {
  return categories.flatMap(({ one, entries }) =>
    entries
      .slice(0, maxPerKind)
      .map(({ label, href, post }) => ({ kind: one, label, href, ...(post && { post }) })),
  );
}
