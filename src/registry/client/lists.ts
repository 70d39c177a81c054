import { parseJson } from "../../platform/json.ts";
import type { Reply } from "../../platform/outgoing/exchange.ts";
import { offLoop } from "../../platform/thread-pool.ts";

export const listLimit = 32 * 1024 * 1024; // bytes; registries before 3 send all tags of a repository at once
export const maxIdlePages = 20; // pages in a row without new names, after which the list is endless

/** Reads a list of names; null if the body is not one. */
export async function namesIn(
  { body }: Reply,
  key: "repositories" | "tags",
): Promise<string[] | null> {
  const names = await joinedOffLoop(body, key);
  return names?.split(separator).slice(0, -1) ?? null;
}

const separator = "\n";

/** The names as one text of lines, which a thread can hand over at once; null if the body is not a list of names. */
export function joinedNames(body: Uint8Array, key: "repositories" | "tags"): string | null {
  const parsed = parseJson(body);
  if (typeof parsed !== "object" || parsed === null || !(key in parsed)) return null;
  const names: unknown = Reflect.get(parsed, key);
  if (names === null) return "";
  // Not with zod, which would report each of a million wrong names.
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) return null;
  return names.map((name) => name.replaceAll(separator, "\ufffd") + separator).join("");
}

const joinedOffLoop = offLoop(import.meta.url, "joinedNames", joinedNames);

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
