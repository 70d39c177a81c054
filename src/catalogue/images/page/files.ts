import type { ManifestKind } from "../../../platform/db/client.ts";
import { type Excerpt, truncate } from "../excerpt.ts";
import type { ManifestContent } from "../manifest/manifest.ts";

export interface NamedFile {
  /** Null if no annotation names it. */
  name: string | null;
  digest: string;
  mediaType: string;
  /** Whether clients unpack it into a directory of this name. */
  directory: boolean;
}

export interface ImageFile extends NamedFile {
  size: bigint | null;
}

interface StoredLayer {
  digest: string;
  size: bigint | null;
}

const withoutFiles: readonly ManifestKind[] = [
  "image",
  "index",
  "schema1",
  "artifact_index",
  "cache",
];

/** The layers of a manifest as files, named by the annotations of oras and model tools. */
export function namedFiles(content: ManifestContent | null): NamedFile[] {
  return (content?.layers ?? []).map(({ digest, mediaType, annotations = {} }) => {
    const name = nameKeys.map((key) => annotations[key]).find(Boolean);
    return {
      name: name ? truncate(name, 1024) : null,
      digest,
      mediaType,
      directory: annotations["io.deis.oras.content.unpack"] === "true",
    };
  });
}

const nameKeys = ["org.opencontainers.image.title", "org.cncf.model.filepath"];

/** The files of an artifact with their sizes. Empty for an image. */
export function filesOf(
  { items, more }: Excerpt<NamedFile>,
  { kind, layers }: { kind: ManifestKind; layers: readonly StoredLayer[] },
): Excerpt<ImageFile> {
  if (withoutFiles.includes(kind)) return { items: [], more: 0 };
  const sizes = new Map(layers.map(({ digest, size }) => [digest, size]));
  return { items: items.map((file) => ({ ...file, size: sizes.get(file.digest) ?? null })), more };
}
