/** The text, or its beginning and a note on how much was cut off. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const [shown, all] = [limit, text.length].map((count) => count.toLocaleString("en"));
  return `${text.slice(0, limit)}… [cut: ${shown} of ${all} characters]`;
}

/** The first items of a list, and how many more there are. */
export interface Excerpt<T> {
  items: T[];
  more: number;
}

export function excerpt<T>(items: readonly T[], limit: number): Excerpt<T> {
  return { items: items.slice(0, limit), more: Math.max(0, items.length - limit) };
}
