import type { AtRegistry } from "../../../registry/client/referrers.ts";
import { type Kind, kindOf } from "../../repositories/kinds.ts";
import { type BlobSizes, blobSizesOf } from "../blob-sizes.ts";
import { type Excerpt, excerpt } from "../excerpt.ts";
import { type FoundImage, indexesWith, tagsOf } from "../find.ts";
import { type ImageConfig, readConfig } from "../manifest/config.ts";
import { type ManifestContent, readManifest } from "../manifest/manifest.ts";
import { type ShownSbom, sbomsOf } from "../sboms/sboms.ts";
import { type LinkedValue, withLinks } from "./annotation-links.ts";
import { type Attachment, attachmentsOf } from "./attachments.ts";
import { filesOf, type ImageFile } from "./files.ts";
import { type IndexContents, indexContents } from "./platforms.ts";
import { historyMismatchReason, type RunSettings, runSettings } from "./run-settings.ts";

export interface ImagePage {
  image: FoundImage;
  kind: Kind;
  tags: { names: string[]; count: number };
  contents: IndexContents;
  attachments: Attachment[];
  indexes: string[];
  config: ImageConfig | null;
  labels: Excerpt<LinkedValue>;
  annotations: Excerpt<LinkedValue>;
  settings: RunSettings | null;
  /** Why layers have no history lines; null if they have. */
  historyMismatch: string | null;
  files: Excerpt<ImageFile>;
  sboms: ShownSbom[];
  /** The number of invalid layers or entries, which are not stored. */
  omitted: number;
  largestLayer: number; // bytes
  /** The sizes of its own blobs, as far as known; null if it has none. */
  sizes: BlobSizes | null;
  /** Indented; null if the manifest was not read. */
  raw: string | null;
}

export async function imagePage(
  image: FoundImage,
  { registry, packageName }: { registry: AtRegistry; packageName: string },
): Promise<ImagePage> {
  const { id, repositoryId, digest } = image;
  const [tags, contents, attachments, indexes, sizes, sboms] = await Promise.all([
    tagsOf(id),
    indexContents(image),
    attachmentsOf(repositoryId, digest, registry),
    indexesWith(repositoryId, digest),
    blobSizesOf([id]),
    sbomsOf(id, packageName),
  ]);
  const config = image.config ? readConfig(image.config) : null;
  const content = contentOf(image);
  const kind = kindOf(image);
  return {
    image,
    kind,
    tags,
    contents,
    attachments,
    indexes,
    config,
    labels: excerpt(withLinks(config?.labels ?? {}), maxLines),
    annotations: excerpt(withLinks(annotationsOf(content)), maxLines),
    settings: config && runSettings(config),
    historyMismatch: config && historyMismatchReason(config, content),
    files: excerpt(filesOf(content, { kind: kind.name, layers: image.layers }), maxLines),
    sboms,
    omitted: content?.omitted ?? 0,
    largestLayer: Math.max(0, ...image.layers.map(({ size }) => Number(size ?? 0))),
    sizes: sizes.get(id) ?? null,
    raw: rawOf(image),
  };
}

const maxLines = 500; // of a list on a page

export function contentOf({ payload, mediaType }: FoundImage): ManifestContent | null {
  return payload && readManifest(payload, mediaType);
}

export function annotationsOf(content: ManifestContent | null): Record<string, string> {
  return content?.annotations ?? {};
}

const maxRawLength = 200_000;

function rawOf({ payload }: FoundImage): string | null {
  if (!payload) return null;
  const text = Buffer.from(payload).toString("utf8");
  const pretty = indented(text);
  return pretty.length > maxRawLength ? `${pretty.slice(0, maxRawLength)}\n…` : pretty;
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
