/** A text no longer than a page can show; one that is cut says so. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const [shown, all] = [limit, text.length].map((count) => count.toLocaleString("en"));
  return `${text.slice(0, limit)}… [cut: ${shown} of ${all} characters]`;
}

/** The beginning of a list, and how many more there are. */
export interface Beginning<T> {
  items: T[];
  more: number;
}

export function beginning<T>(items: readonly T[], limit: number): Beginning<T> {
  return { items: items.slice(0, limit), more: Math.max(0, items.length - limit) };
}
