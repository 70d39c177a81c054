import { type Located, referenceOf } from "../reference.ts";

export type Id = { id: number };
export type LongId = { id: number | bigint };
export type Query = Record<string, string | number | undefined>;

/** A path with a query string, without empty values. */
export function query(path: string, params: Query): string {
  const given = Object.entries(params).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text ? `${path}?${text}` : path;
}

/** Escapes a repository name for a URL. The slashes of the name and the colon of a host stay. */
export function name(repository: Located): string {
  const parts = referenceOf(repository).split("/");
  return parts.map((part) => encodeURIComponent(part).replaceAll("%3A", ":")).join("/");
}
