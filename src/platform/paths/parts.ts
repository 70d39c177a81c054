import { type Located, referenceOf } from "../reference.ts";

export type Query = Record<string, string | number | undefined>;

/** A path with what is asked of it; what is empty is left out. */
export function query(path: string, params: Query): string {
  const given = Object.entries(params).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text ? `${path}?${text}` : path;
}

/** Names may hold slashes, and hosts a colon, which stay; everything else that a URL would misread is escaped. */
export function name(repository: Located): string {
  const parts = referenceOf(repository).split("/");
  return parts.map((part) => encodeURIComponent(part).replaceAll("%3A", ":")).join("/");
}
