import type { Reply } from "./exchange.ts";

export const listLimit = 32 * 1024 * 1024; // bytes; registries before 3 send all tags of a repository at once
export const maxIdlePages = 20; // pages in a row without new names, after which the list is endless

/** Parses a list of names; null if the body is not one. */
export function namesIn({ body }: Reply, key: "repositories" | "tags"): string[] | null {
  const parsed = parse(body);
  if (typeof parsed !== "object" || parsed === null || !(key in parsed)) return null;
  const names: unknown = Reflect.get(parsed, key);
  if (names === null) return [];
  // Not with zod, which would report each of a million wrong names.
  return Array.isArray(names) && names.every((name) => typeof name === "string") ? names : null;
}

/** The query of the next page in `Link` (RFC 8288). Its host is ignored: the registry's own address is used. */
export function nextPage({ headers }: Reply): string | null {
  const link = [headers.link ?? ""].flat().join(",").slice(0, maxLinkLength);
  const [, to = ""] = [...link.matchAll(/<([^<>]*)>([^<]*)/g)].find(isNext) ?? [];
  return to && URL.canParse(to, "http://registry") ? new URL(to, "http://registry").search : null;
}

const maxLinkLength = 4_096;

function isNext([, , after = ""]: RegExpExecArray): boolean {
  const [parameters = ""] = after.split(",");
  return parameters.trimStart().startsWith(";") && /\brel="?next"?/.test(parameters);
}

/** A name from a registry, shortened and made safe to store and show. A changed name can't be requested. */
export function presentable(name: string): string {
  const short = name.length > maxNameLength ? `${name.slice(0, maxNameLength)}…` : name;
  return short.replace(/\p{C}/gu, "\ufffd");
}

const maxNameLength = 255;

export function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
