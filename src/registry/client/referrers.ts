import { Prisma } from "../../platform/db/client.ts";

/**
 * Names of tags under which clients keep what belongs to another manifest (signatures, SBOMs) on registries without a
 * referrers API. The name alone proves nothing: mirrors tag images by their own digest, builders by that of their input.
 */
export const referrerTag = /^(sha256-[0-9a-f]{64}(\.(sig|att|sbom))?|sha(384|512)-[0-9a-f]{64})$/;

/** Whether a tag has such a name, and not that of the manifest it points to. */
export function isReferrerTag(name: string, digest?: string | null): boolean {
  return referrerTag.test(name) && (!digest || name !== referrersTag(digest));
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

/** Whether a row of tags has such a name and its manifest says the same: an index of referrers, or a signature, an SBOM, an attestation. Until the manifest is read, the name counts. */
export function holdsReferrers(tags: string): Prisma.Sql {
  const tag = Prisma.raw(tags);
  return Prisma.sql`(${tag}.name ~ ${referrerTag.source} AND EXISTS (
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

/** A tag that people gave: listed and counted. */
export function isOrdinary(tags: string): Prisma.Sql {
  return Prisma.sql`NOT ${holdsReferrers(tags)}`;
}

/** As referrersTag() has it. */
function ownTag(digest: string): Prisma.Sql {
  return Prisma.raw(
    `split_part(${digest}, ':', 1) || '-' || left(split_part(${digest}, ':', 2), 64)`,
  );
}
