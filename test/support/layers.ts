import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";

/**
 * The layers of src, bottom first, each with the order of its domains, bottom first.
 * A file imports only from its own domain, from earlier domains of its layer and from earlier layers.
 * Files directly in a layer are ordered by layer only.
 */
export const layers: [layer: string, domains: string[]][] = [
  ["platform", ["config", "metrics", "paths", "charts", "db", "outgoing", "jobs", "mail", "http"]],
  ["history", []],
  [
    "identity",
    [
      "actor",
      "email-links",
      "tokens",
      "device-sign-in",
      "robots",
      "providers",
      "second-factor",
      "sign-in",
      "people",
      "recovery",
    ],
  ],
  ["registry", ["signing", "client", "proxy", "config", "admin"]],
  [
    "tenancy",
    [
      "policy",
      "decisions",
      "teams",
      "namespaces",
      "permission-lookup",
      "why",
      "accounts",
      "registries",
      "sign-up",
      "external-sign-in",
      "directories",
      "scim",
    ],
  ],
  ["catalogue", ["pulls", "namespace-page", "repositories", "images", "sizes", "search", "usage"]],
  ["lifecycle", ["immutable", "deletion", "retention"]],
  ["outbound", ["webhooks", "live"]],
  ["protocol", ["events", "sync", "token", "catalog", "referrers"]],
  [
    "operations",
    [
      "problems",
      "activity",
      "people",
      "settings",
      "configure",
      "import-config",
      "import",
      "shortcuts",
      "health",
      "backup",
      "upgrade",
      "metrics",
      "doctor",
      "demo",
    ],
  ],
  ["main", ["up"]],
];

/** Layers that may not import each other. */
const apart = ["lifecycle", "outbound"];

export type Sources = ReadonlyMap<string, string>; // path below src → text

export function sourcesOf(folder: string): Sources {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const code = paths.filter((path) => path.endsWith(".ts") && !path.includes("generated/"));
  return new Map(code.map((path) => [path, readFileSync(`${folder}/${path}`, "utf8")]));
}

/** Every import of a file below src, static or dynamic, resolved to a path below src. */
export function importsOf(path: string, text: string): string[] {
  const found = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g);
  return [...found].map(([, there = ""]) => posix.join(posix.dirname(path), there));
}

/** The imports that lead upward or between independent layers, as "from → to". */
export function upwardImports(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) =>
    importsOf(path, text)
      .filter((there) => !isAllowed(placeOf(path), placeOf(there)))
      .map((there) => `${path} → ${there}`),
  );
}

interface Place {
  layer: string;
  height: number; // of the layer
  domain: number; // -1: directly in its layer
}

function placeOf(path: string): Place {
  const [layer = "", domain = ""] = path.split("/");
  const height = layers.findIndex(([name]) => name === layer);
  return { layer, height, domain: layers[height]?.[1].indexOf(domain) ?? -1 };
}

function isAllowed(here: Place, there: Place): boolean {
  if (here.height < 0 || there.height < 0) return true;
  if (here.height !== there.height)
    return (
      there.height < here.height && !(apart.includes(here.layer) && apart.includes(there.layer))
    );
  return here.domain < 0 || there.domain < 0 || there.domain <= here.domain;
}

/** The files below a folder whose name ends so, with their text; generated ones are left out. */
export const filesUnder = (folder: string, ending: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ending) && !path.includes("generated/"))
    .map((path) => ({ path, text: readFileSync(`${folder}/${path}`, "utf8") }));
