import type { ManifestKind } from "../../../platform/db/client.ts";
import { truncate } from "../excerpt.ts";
import type { ManifestContent } from "../manifest/manifest.ts";

export interface ImageFile {
  /** Null if no annotation names it. */
  name: string | null;
  digest: string;
  mediaType: string;
  size: bigint | null;
  /** Whether clients unpack it into a directory of this name. */
  directory: boolean;
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

/** The files of an artifact: its layers, named by the annotations of oras and model tools. Empty for an image. */
export function filesOf(
  content: ManifestContent | null,
  { kind, layers }: { kind: ManifestKind; layers: readonly StoredLayer[] },
): ImageFile[] {
  if (!content || withoutFiles.includes(kind)) return [];
  const sizes = new Map(layers.map(({ digest, size }) => [digest, size]));
  return content.layers.map(({ digest, mediaType, annotations = {} }) => {
    const name = nameKeys.map((key) => annotations[key]).find(Boolean);
    return {
      name: name ? truncate(name, 1024) : null,
      digest,
      mediaType,
      size: sizes.get(digest) ?? null,
      directory: annotations["io.deis.oras.content.unpack"] === "true",
    };
  });
}

const nameKeys = ["org.opencontainers.image.title", "org.cncf.model.filepath"];
