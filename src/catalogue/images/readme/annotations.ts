import { offLoop } from "../../../platform/thread-pool.ts";
import { truncate } from "../excerpt.ts";
import { readManifest } from "../manifest/manifest.ts";

/** The standard annotations that describe an image to people, in the order of the page (OCI annotations.md). */
export const labels = {
  documentation: "Documentation",
  url: "Website",
  source: "Source",
  revision: "Revision",
  version: "Version",
  licenses: "License",
  vendor: "Vendor",
  authors: "Authors",
  "base.name": "Base image",
  created: "Built",
  title: "Title",
} as const;

const prefix = "org.opencontainers.image.";
const words = ["description", ...Object.keys(labels)];

/** By the last part of their names, such as "source". */
export type Annotations = Readonly<Record<string, string>>;

/** Of a manifest's own annotations. In a thread if the manifest is large: it can have 4 MB. */
export const annotationsOf = offLoop(import.meta.url, "readAnnotations", readAnnotations);

export function readAnnotations(payload: Uint8Array | null, mediaType: string): Annotations {
  return standardOf((payload && readManifest(payload, mediaType)?.annotations) ?? {});
}

const maxLength = 4096;

/** Those of annotations or labels that describe an image and are not blank. */
export function standardOf(all: Annotations): Annotations {
  return Object.fromEntries(
    words.flatMap((word) => {
      const value = all[prefix + word]?.trim();
      return value ? [[word, truncate(value, maxLength)]] : [];
    }),
  );
}

export const nameOf = (word: string) => prefix + word;
