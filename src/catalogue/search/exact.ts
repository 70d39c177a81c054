import { localPath } from "../../platform/http/redirect.ts";
import { paths } from "../../platform/paths/paths.ts";
import type { ParsedQuery } from "../images/references/query.ts";
import type { Category } from "./categories.ts";
import type { Results } from "./search.ts";

const minHex = 12; // as docker images prints

/**
 * The address of the only place that a query can mean; null if it could mean several, or is part of a name. A pasted
 * reference leads there at once, as in an address bar.
 */
export function exactPlace(query: ParsedQuery, results: Results): string | null {
  const { page, digest } = query;
  if (page) return localPath(page);
  if (!query.isReference && !digest) return null;
  if (digest && digest.hex.length < minHex) return null;
  const [found, another] = digest ? digestPlaces(query, results) : namedPlaces(query, results);
  return found && !another ? found : null;
}

/** The address of a page or action with exactly this name, if nothing else was found. */
export function exactShortcut(
  q: string,
  { results, shortcuts }: { results: Results; shortcuts: readonly Category[] },
): string | null {
  if (Object.values(results).some(({ count }) => count > 0)) return null;
  const [found, another] = shortcuts
    .flatMap(({ entries }) => entries)
    .filter(({ label, post }) => !post && label.toLowerCase() === q.toLowerCase());
  return found && !another ? found.href : null;
}

/** With a name, the digest in that repository; without one, the digest wherever it is. */
function digestPlaces({ name, digest }: ParsedQuery, results: Results): string[] {
  const { digests, tags, repositories } = results;
  const named = Boolean(name) && name !== digest?.hex;
  const isOther = !named && tags.count + repositories.count > 0;
  const rows = digests.rows.filter(({ fullName }) => !named || fullName === name);
  return isOther ? [] : rows.map((found) => paths.image(found, found.digest));
}

function namedPlaces({ name, tag }: ParsedQuery, { tags, repositories }: Results): string[] {
  if (!tag)
    return repositories.rows
      .filter(({ fullName }) => fullName === name)
      .map((repository) => paths.repository(repository));
  return tags.rows
    .filter((found) => found.fullName === name && found.name === tag)
    .map((found) => paths.image(found, tag));
}
