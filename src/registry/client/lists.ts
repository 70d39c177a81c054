import type { Reply } from "./exchange.ts";

export const listLimit = 32 * 1024 * 1024; // bytes; registries before 3 send all tags of a repository at once
export const mostIdle = 20; // pages in a row that hold nothing new: the list leads nowhere

/** The names that a registry sent; null if that was no list of names. */
export function namesIn({ body }: Reply, key: "repositories" | "tags"): string[] | null {
  const said = parse(body);
  if (typeof said !== "object" || said === null || !(key in said)) return null;
  const names: unknown = (said as Record<string, unknown>)[key];
  if (names === null) return [];
  // Not by zod: of a million wrong names it makes a million complaints.
  return Array.isArray(names) && names.every((name) => typeof name === "string") ? names : null;
}

/** The query of the page that `Link` names (RFC 8288); whatever host it says, the registry's own is asked. */
export function nextPage({ headers }: Reply): string | null {
  const link = [headers.link ?? ""].flat().join(",").slice(0, longestLink);
  const [, to = ""] = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(link) ?? [];
  return to && URL.canParse(to, "http://registry") ? new URL(to, "http://registry").search : null;
}

const longestLink = 4_096;

/** What a registry calls something, as it can be kept and shown. A name that this changes can't be asked for any more. */
export function presentable(name: string): string {
  const short = name.length > longest ? `${name.slice(0, longest)}…` : name;
  return short.replace(/\p{C}/gu, "\ufffd");
}

const longest = 255; // of a name that clients can use

export function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
