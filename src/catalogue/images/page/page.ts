import type { AtRegistry } from "../../../registry/client/referrers.ts";
import { type Kind, kindOf } from "../../repositories/kinds.ts";
import { type Weight, weightsOf } from "../blob-sizes.ts";
import { type Beginning, beginning } from "../excerpt.ts";
import { type FoundImage, indexesWith, tagsOf } from "../find.ts";
import { type ImageConfig, readConfig } from "../manifest/config.ts";
import { type ManifestContent, readManifest } from "../manifest/manifest.ts";
import { type ShownSbom, sbomsOf } from "../sboms/sboms.ts";
import { linked, type Said } from "./annotation-links.ts";
import { type Paper, papersOf } from "./attachments.ts";
import { type File, filesOf } from "./files.ts";
import { type Inside, insideOf } from "./platforms.ts";
import { type Runs, runsOf, uncreditedIn } from "./run-settings.ts";

/** All that the page of an image shows. */
export interface ImagePage {
  image: FoundImage;
  kind: Kind;
  tags: { names: string[]; count: number };
  inside: Inside;
  papers: Paper[];
  indexes: string[];
  config: ImageConfig | null;
  labels: Beginning<Said>;
  annotations: Beginning<Said>;
  /** How it runs, as far as a page can show it. */
  runs: Runs | null;
  /** Why no line of the history is credited with a layer; null if each is. */
  uncredited: string | null;
  files: Beginning<File>;
  sboms: ShownSbom[];
  /** Layers or entries that are not among them, and not kept. */
  omitted: number;
  heaviest: number; // bytes of the heaviest layer
  /** What is known of its own blobs' sizes; null if it has none. */
  weight: Weight | null;
  /** The manifest as text, indented; null if there is none to show. */
  raw: string | null;
}

/** Gathers what is inside an image and what belongs to it. */
export async function imagePage(
  image: FoundImage,
  { registry, packageName }: { registry: AtRegistry; packageName: string },
): Promise<ImagePage> {
  const { id, repositoryId, digest } = image;
  const [tags, inside, papers, indexes, weights, sboms] = await Promise.all([
    tagsOf(id),
    insideOf(image),
    papersOf(repositoryId, digest, registry),
    indexesWith(repositoryId, digest),
    weightsOf([id]),
    sbomsOf(id, packageName),
  ]);
  const config = image.config ? readConfig(image.config) : null;
  const content = contentOf(image);
  const kind = kindOf(image);
  return {
    image,
    kind,
    tags,
    inside,
    papers,
    indexes,
    config,
    labels: beginning(linked(config?.labels ?? {}), maxLines),
    annotations: beginning(linked(annotationsOf(content)), maxLines),
    runs: config && runsOf(config),
    uncredited: config && uncreditedIn(config, content),
    files: beginning(filesOf(content, { kind: kind.name, layers: image.layers }), maxLines),
    sboms,
    omitted: content?.omitted ?? 0,
    heaviest: Math.max(0, ...image.layers.map(({ size }) => Number(size ?? 0))),
    weight: weights.get(id) ?? null,
    raw: rawOf(image),
  };
}

const maxLines = 500; // of a list on a page

/** What the bytes of a manifest say. */
export function contentOf({ payload, mediaType }: FoundImage): ManifestContent | null {
  return payload && readManifest(payload, mediaType);
}

/** What a manifest's own annotations say. */
export function annotationsOf(content: ManifestContent | null): Record<string, string> {
  return content?.annotations ?? {};
}

const longest = 200_000; // characters that a page shows

function rawOf({ payload }: FoundImage): string | null {
  if (!payload) return null;
  const text = Buffer.from(payload).toString("utf8");
  const shown = indented(text);
  return shown.length > longest ? `${shown.slice(0, longest)}\n…` : shown;
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
