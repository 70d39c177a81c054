import { Prisma } from "../../platform/db/client.ts";

/**
 * Tags under which clients store referrers (signatures, SBOMs) on registries without a referrers API. The name does not
 * prove it: mirrors tag images by their own digest, and build tools by the digest of their input.
 */
export const referrerTag = /^(sha256-[0-9a-f]{64}(\.(sig|att|sbom))?|sha(384|512)-[0-9a-f]{64})$/;

/** Whether a tag has such a name, other than the digest of its own manifest. */
export function isReferrerTag(name: string, digest?: string | null): boolean {
  return referrerTag.test(name) && (!digest || name !== referrersTag(digest));
}

/** The referrers that the registry has now, as far as they differ from the catalogue. */
export interface AtRegistry {
  /** The digest of the index under the referrers tag; null if there is no such tag; undefined if as in the catalogue. */
  index: string | null | undefined;
  /** Digests that the registry does not have. */
  absent: readonly string[];
}

export const asCatalogued: AtRegistry = { index: undefined, absent: [] };

/** The tag under which clients list what refers to a digest (OCI distribution spec, "Referrers Tag Schema"). */
export function referrersTag(digest: string): string {
  const [algorithm = "", encoded = ""] = digest.split(":");
  return `${algorithm.slice(0, 32)}-${encoded.slice(0, 64)}`;
}

/**
 * SQL: whether a tag has such a name and its manifest confirms it. Until the manifest is read, the name decides. LIKE comes
 * first because it takes a hundredth of the time.
 */
export function holdsReferrers(tags: string): Prisma.Sql {
  const tag = Prisma.raw(tags);
  return Prisma.sql`(${tag}.name LIKE 'sha%' AND ${tag}.name ~ ${referrerTag.source} AND EXISTS (
    SELECT FROM manifests named WHERE named.id = ${tag}.manifest_id
      AND ${tag}.name <> ${ownTag("named.digest")} AND CASE
        WHEN named.kind IS NULL THEN TRUE
        WHEN ${tag}.name LIKE '%.%' THEN named.kind IN ('sbom', 'signature', 'attestation', 'artifact_index')
        ELSE named.kind = 'artifact_index' OR EXISTS (
          SELECT FROM manifest_children listed
          JOIN manifests referrer ON referrer.digest = listed.digest
            AND referrer.repository_id = named.repository_id
          WHERE listed.manifest_id = named.id AND ${ownTag("referrer.subject")} = ${tag}.name)
      END))`;
}

/** SQL: whether people set the tag, so that it is listed and counted. */
export function isOrdinary(tags: string): Prisma.Sql {
  return Prisma.sql`NOT ${holdsReferrers(tags)}`;
}

/** referrersTag() in SQL. */
function ownTag(digest: string): Prisma.Sql {
  return Prisma.raw(
    `split_part(${digest}, ':', 1) || '-' || left(split_part(${digest}, ':', 2), 64)`,
  );
}
