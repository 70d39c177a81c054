import { parseJson } from "../../../platform/json.ts";
import { offLoop } from "../../../platform/thread-pool.ts";
import { type Excerpt, excerpt, listLimits } from "../excerpt.ts";
import { readManifest } from "../manifest/manifest.ts";
import { type LinkedValue, withLinks } from "./annotation-links.ts";
import { type NamedFile, namedFiles } from "./files.ts";

/** What a page shows of a manifest, as much as it shows. */
export interface ManifestExcerpt {
  annotations: Excerpt<LinkedValue>;
  files: Excerpt<NamedFile>;
  /** The number of its layers, invalid ones included. */
  layersCount: number;
  /** The number of invalid layers or entries, which are not stored. */
  omitted: number;
  /** Indented; null if the manifest was not read. */
  raw: string | null;
}

/** In a thread if the manifest is large: it can have 4 MB. */
export const manifestExcerpt = offLoop(import.meta.url, "excerptOf", excerptOf);

export function excerptOf(payload: Uint8Array | null, mediaType: string): ManifestExcerpt {
  const content = payload && readManifest(payload, mediaType);
  return {
    annotations: excerpt(withLinks(content?.annotations ?? {}), listLimits),
    files: excerpt(namedFiles(content), listLimits),
    layersCount: (content?.layers.length ?? 0) + (content?.omitted ?? 0),
    omitted: content?.omitted ?? 0,
    raw: payload && rawOf(payload),
  };
}

/** The annotations that a page shows, by name. */
export function valuesOf({ annotations }: ManifestExcerpt): Record<string, string> {
  return Object.fromEntries(annotations.items.map(({ name, value }) => [name, value]));
}

const maxRawLength = 200_000;

function rawOf(payload: Uint8Array): string {
  const value = parseJson(payload);
  const text =
    value === undefined ? Buffer.from(payload).toString("utf8") : JSON.stringify(value, null, 2);
  return text.length > maxRawLength ? `${text.slice(0, maxRawLength)}\n…` : text;
}
