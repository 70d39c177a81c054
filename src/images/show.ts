import { type Kind, kindOf } from "../repositories/kinds.ts";
import { type ImageConfig, readConfig } from "./config.ts";
import { type FoundImage, indexesWith, tagsOf } from "./find.ts";
import { linked, type Said } from "./links.ts";
import { readManifest } from "./manifest.ts";
import { type Paper, papersOf } from "./papers.ts";
import { type Inside, insideOf } from "./platforms.ts";
import { type Weight, weightsOf } from "./stored.ts";

/** All that the page of an image shows. */
export interface ImagePage {
  image: FoundImage;
  kind: Kind;
  tags: { names: string[]; count: number };
  inside: Inside;
  papers: Paper[];
  indexes: string[];
  config: ImageConfig | null;
  labels: Said[];
  annotations: Said[];
  heaviest: number; // bytes of the heaviest layer
  /** What is known of its own blobs' sizes; null if it has none. */
  weight: Weight | null;
  /** The manifest as text, indented; null if there is none to show. */
  raw: string | null;
}

/** Gathers what is inside an image and what belongs to it. */
export async function imagePage(image: FoundImage): Promise<ImagePage> {
  const { id, repositoryId, digest } = image;
  const [tags, inside, papers, indexes, weights] = await Promise.all([
    tagsOf(id),
    insideOf(image),
    papersOf(repositoryId, digest),
    indexesWith(repositoryId, digest),
    weightsOf([id]),
  ]);
  const config = image.config ? readConfig(image.config) : null;
  const annotations = annotationsOf(image);
  return {
    image,
    kind: kindOf(image),
    tags,
    inside,
    papers,
    indexes,
    config,
    labels: linked(config?.labels ?? {}),
    annotations: linked(annotations),
    heaviest: Math.max(0, ...image.layers.map(({ size }) => Number(size ?? 0))),
    weight: weights.get(id) ?? null,
    raw: rawOf(image),
  };
}

/** What a manifest's own annotations say. */
export function annotationsOf({ payload, mediaType }: FoundImage): Record<string, string> {
  return (payload && readManifest(payload, mediaType)?.annotations) ?? {};
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
