import type { ManifestKind } from "../../../platform/db/client.ts";
import { cut } from "../excerpt.ts";
import type { ManifestContent } from "../manifest/manifest.ts";

/** A file of an artifact. */
export interface File {
  /** Null if nothing names it. */
  name: string | null;
  digest: string;
  mediaType: string;
  /** Bytes in the registry; null while they are not known. */
  size: bigint | null;
  /** An archive that clients unpack into a directory of that name. */
  directory: boolean;
}

interface Stored {
  digest: string;
  size: bigint | null;
}

const images: readonly ManifestKind[] = ["image", "index", "schema1", "artifact_index", "cache"];

/** The files of what is no image: its layers, by the names that oras and the tools for models give them. */
export function filesOf(
  content: ManifestContent | null,
  { kind, layers }: { kind: ManifestKind; layers: readonly Stored[] },
): File[] {
  const sizes = new Map(layers.map(({ digest, size }) => [digest, size]));
  if (!content || images.includes(kind)) return [];
  return content.layers.map(({ digest, mediaType, annotations = {} }) => {
    const name = names.map((key) => annotations[key]).find(Boolean);
    return {
      name: name ? cut(name, 1024) : null,
      ...{ digest, mediaType, size: sizes.get(digest) ?? null },
      directory: annotations["io.deis.oras.content.unpack"] === "true",
    };
  });
}

const names = ["org.opencontainers.image.title", "org.cncf.model.filepath"];
