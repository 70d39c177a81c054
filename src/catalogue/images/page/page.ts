import type { AtRegistry } from "../../../registry/client/referrers.ts";
import { type Kind, kindOf } from "../../repositories/kinds.ts";
import { type BlobSizes, blobSizesOf } from "../blob-sizes.ts";
import { type Excerpt, excerpt, listLimits, withMore } from "../excerpt.ts";
import { type FoundImage, indexesWith, tagsOf } from "../find.ts";
import { type ImageConfig, readConfig } from "../manifest/config.ts";
import { omittedParts } from "../manifest/stored-config.ts";
import { type ShownSbom, sbomsOf } from "../sboms/sboms.ts";
import { type LinkedValue, withLinks } from "./annotation-links.ts";
import { type Attachment, attachmentsOf } from "./attachments.ts";
import { filesOf, type ImageFile } from "./files.ts";
import { manifestExcerpt } from "./manifest-excerpt.ts";
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
  const { id, repositoryId, digest, payload, mediaType } = image;
  const [manifest, tags, contents, attachments, indexes, sizes, sboms] = await Promise.all([
    manifestExcerpt(payload, mediaType),
    tagsOf(id),
    indexContents(image),
    attachmentsOf(repositoryId, digest, registry),
    indexesWith(repositoryId, digest),
    blobSizesOf([id]),
    sbomsOf(id, packageName),
  ]);
  const config = image.config ? readConfig(image.config) : null;
  const omitted = omittedParts(image.omitted);
  const kind = kindOf(image);
  return {
    image,
    kind,
    tags,
    contents,
    attachments,
    indexes,
    config,
    labels: withMore(excerpt(withLinks(config?.labels ?? {}), listLimits), omitted.labels),
    annotations: manifest.annotations,
    settings: config && runSettings(config, omitted),
    historyMismatch:
      config && historyMismatchReason(config, { layers: manifest.layersCount, omitted }),
    files: filesOf(manifest.files, { kind: kind.name, layers: image.layers }),
    sboms,
    omitted: manifest.omitted,
    largestLayer: Math.max(0, ...image.layers.map(({ size }) => Number(size ?? 0))),
    sizes: sizes.get(id) ?? null,
    raw: manifest.raw,
  };
}
