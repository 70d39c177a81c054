/**
 * Tags under which clients keep what belongs to another manifest (signatures, SBOMs) on registries without a
 * referrers API. They are no versions of an image: neither listed nor counted.
 */
export const referrerTag = /^(sha256-[0-9a-f]{64}(\.(sig|att|sbom))?|sha(384|512)-[0-9a-f]{64})$/;

export function isReferrerTag(name: string): boolean {
  return referrerTag.test(name);
}

/** What a registry has now of what refers to a manifest, where that differs from the catalogue. */
export interface AtRegistry {
  /** Digest of the index under the referrers tag; null if there is no such tag; undefined: as the catalogue has it. */
  list: string | null | undefined;
  /** Digests that the registry says it does not have. */
  absent: readonly string[];
}

export const asCatalogued: AtRegistry = { list: undefined, absent: [] };

/** The tag under which clients list what refers to a digest (OCI distribution spec, "Referrers Tag Schema"). */
export function referrersTag(digest: string): string {
  const [algorithm = "", encoded = ""] = digest.split(":");
  return `${algorithm.slice(0, 32)}-${encoded.slice(0, 64)}`;
}
