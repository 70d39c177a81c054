import { plural } from "../../platform/plural.ts";

export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const shown = `${limit.toLocaleString("en")} of ${plural(text.length, "character")}`;
  return `${text.slice(0, limit)}… [cut: ${shown}]`;
}

export interface Excerpt<T> {
  items: T[];
  more: number;
}

interface Limits {
  count: number;
  length: number; // characters of JSON
}

/** Of a list on a page. */
export const listLimits: Limits = { count: 500, length: 262_144 };

export function first<T>(items: readonly T[], count: number): Excerpt<T> {
  return { items: items.slice(0, count), more: Math.max(0, items.length - count) };
}

/** The first entries, as many as fit. */
export function excerpt<T>(items: readonly T[], limits: Limits): Excerpt<T> {
  let room = limits.length;
  const fitting = items.slice(0, limits.count).filter((item) => {
    room -= JSON.stringify(item).length;
    return room >= 0;
  });
  return { items: fitting, more: items.length - fitting.length };
}

/** An excerpt of a list of which others were left out before. */
export function withMore<T>({ items, more }: Excerpt<T>, others: number): Excerpt<T> {
  return { items, more: more + others };
}
