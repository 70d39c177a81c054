/**
 * Tags under which clients keep what belongs to another manifest (signatures, SBOMs) on registries without a
 * referrers API. They are no versions of an image: neither listed nor counted.
 */
export const referrerTag = /^(sha256-[0-9a-f]{64}(\.(sig|att|sbom))?|sha(384|512)-[0-9a-f]{64})$/;

export function isReferrerTag(name: string): boolean {
  return referrerTag.test(name);
}

/** The tag under which clients list what refers to a digest (OCI distribution spec, "Referrers Tag Schema"). */
export function referrersTag(digest: string): string {
  const [algorithm = "", encoded = ""] = digest.split(":");
  return `${algorithm.slice(0, 32)}-${encoded.slice(0, 64)}`;
}
