import { plural } from "../../platform/plural.ts";

/** The text, or its beginning and a note on how much is missing. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const shown = `${limit.toLocaleString("en")} of ${plural(text.length, "character")}`;
  return `${text.slice(0, limit)}… [cut: ${shown}]`;
}

/** The first items of a list, and how many more there are. */
export interface Excerpt<T> {
  items: T[];
  more: number;
}

export function excerpt<T>(items: readonly T[], limit: number): Excerpt<T> {
  return { items: items.slice(0, limit), more: Math.max(0, items.length - limit) };
}
