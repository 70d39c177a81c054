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

export function excerpt<T>(items: readonly T[], limit: number): Excerpt<T> {
  return { items: items.slice(0, limit), more: Math.max(0, items.length - limit) };
}
