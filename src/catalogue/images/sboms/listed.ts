import { predicatesOf } from "../manifest/kinds.ts";
import type { Descriptor, ManifestContent } from "../manifest/manifest.ts";

const maxDocuments = 4; // per manifest

export type ListedSbom = Pick<Descriptor, "digest" | "size">;

/** The layers of a manifest that are SBOMs. */
export function listedSboms(content: ManifestContent | null): ListedSbom[] {
  if (!content) return [];
  const manifestPredicates = predicatesOf(content.annotations);
  const found = content.layers.filter(({ mediaType, annotations }) => {
    if (isSbomType(mediaType)) return true;
    const predicates = [...predicatesOf(annotations), ...manifestPredicates];
    return /in-toto|dsse|sigstore\.bundle/.test(mediaType) && predicates.some(isSbomType);
  });
  return [...new Map(found.map(({ digest, size }) => [digest, { digest, size }])).values()].slice(
    0,
    maxDocuments,
  );
}

const isSbomType = (type: string) => /spdx|cyclonedx/i.test(type);
