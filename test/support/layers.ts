import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";

/**
 * Where each part of src stands, bottom first: a file imports only from its own part and from parts above it in this list.
 * An entry is a file or a folder below src; the longest entry that holds a file is its part.
 */
export const order = [
  "db",
  "web",
  "mail",
  "accounts",
  "signing",
  "registry",
  "teams",
  "namespaces",
  "onboarding",
  "repositories",
  "search",
  "images",
  "sizes",
  "immutable",
  "removal",
  "retention",
  "usage",
  "webhooks",
  "access",
  "catalogue",
  "permissions",
  "notifications",
  "sync",
  "referrers",
  "live",
  "activity",
  "settings",
];

/** Parts that stand side by side: neither imports the other. */
export const apart: [string, string][] = [];

export type Sources = ReadonlyMap<string, string>; // path below src → text

export function sourcesOf(folder: string): Sources {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const code = paths.filter((path) => path.endsWith(".ts") && !path.startsWith("generated/"));
  return new Map(code.map((path) => [path, readFileSync(`${folder}/${path}`, "utf8")]));
}

/** The part that holds a file; undefined for what has no place in the list. */
export function partOf(path: string): string | undefined {
  const holding = order.filter((part) => path === part || path.startsWith(`${part}/`));
  return holding.sort((one, other) => other.length - one.length)[0];
}

/** Every import of a file below src, static or dynamic, resolved to a path below src. */
export function importsOf(path: string, text: string): string[] {
  const found = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g);
  return [...found].map(([, there = ""]) => posix.join(posix.dirname(path), there));
}

/** The imports that lead upward or between parts that stand apart, as "from → to". */
export function upwardImports(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) =>
    importsOf(path, text)
      .filter((there) => !isAllowed(partOf(path), partOf(there)))
      .map((there) => `${path} → ${there}`),
  );
}

function isAllowed(here: string | undefined, there: string | undefined): boolean {
  if (!here || !there || here === there) return true;
  if (apart.some((pair) => pair.includes(here) && pair.includes(there))) return false;
  return order.indexOf(there) < order.indexOf(here);
}
