import { isManifestType } from "../../../registry/client/media-types.ts";
import type { ManifestContent } from "../manifest/manifest.ts";

/** The blobs of a manifest: its config, its layers, and the entries of an index that are not manifests. */
export function blobDigests({ config, layers, children }: ManifestContent): string[] {
  const listed = children.filter(({ mediaType }) => !isManifestType(mediaType));
  const all = [...(config ? [config] : []), ...layers, ...listed];
  return [...new Set(all.map(({ digest }) => digest))].sort();
}
