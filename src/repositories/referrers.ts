/**
 * Tags under which clients keep what belongs to another manifest (signatures, SBOMs) on registries without a
 * referrers API. They are papers of an image and no versions of it: not listed, not counted.
 */
export const referrerTag = /^sha256-[0-9a-f]{64}(\.(sig|att|sbom))?$/;

export function isReferrerTag(name: string): boolean {
  return referrerTag.test(name);
}
