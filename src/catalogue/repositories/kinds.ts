import type { ManifestKind } from "../../platform/db/client.ts";
import { isIndexType, isSchema1Type } from "../../registry/client/media-types.ts";

export interface Kind {
  name: ManifestKind;
  label: string;
}

const labels = {
  image: "Image",
  index: "Multi-platform image",
  schema1: "Image (Docker schema 1)",
  chart: "Helm chart",
  model: "Model",
  wasm: "WebAssembly module",
  artifact: "Artifact",
  artifact_index: "Index of artifacts",
  sbom: "SBOM",
  signature: "Signature",
  attestation: "Attestation",
  cache: "Build cache",
} satisfies Record<ManifestKind, string>;

export const kindNames = Object.keys(labels) as ManifestKind[]; // its own keys

export const kindChoices = Object.entries(labels).map(([value, label]) => ({ value, label }));

/** The kind of a manifest in the catalogue; guessed from the media type until the manifest is read. */
export function kindOf({ kind, mediaType }: { kind: ManifestKind | null; mediaType: string }) {
  const name = kind ?? kindOfMediaType(mediaType);
  return { name, label: labels[name] };
}

function kindOfMediaType(mediaType: string): ManifestKind {
  if (isIndexType(mediaType)) return "index";
  return isSchema1Type(mediaType) ? "schema1" : "image";
}
