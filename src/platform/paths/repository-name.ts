import { type Located, referenceOf } from "../reference.ts";

/** Escapes a repository name for a URL. The slashes of the name and the colon of a host stay. */
export function name(repository: Located): string {
  const parts = referenceOf(repository).split("/");
  return parts.map((part) => encodeURIComponent(part).replaceAll("%3A", ":")).join("/");
}
