import { db, type ManifestKind } from "../../../platform/db/client.ts";
import {
  type AtRegistry,
  asCatalogued,
  holdsReferrers,
  referrersTag,
} from "../../../registry/client/referrers.ts";
import { type Kind, kindOf } from "../../repositories/kinds.ts";
import { unprovenPusher } from "../../repositories/tags/tags.ts";

/** A signature, SBOM, attestation or other artifact of a manifest. */
export interface Attachment {
  digest: string;
  kind: Kind;
  artifactType: string | null;
  size: bigint | null;
  pushedAt: Date;
  pushedBy: string;
  /** How it is attached: by its `subject`, by a tag named after the digest, or in the same index. */
  by: "subject" | "tag" | "index";
}

export async function attachmentsOf(
  repositoryId: number,
  digest: string,
  registry = asCatalogued,
): Promise<Attachment[]> {
  const rows = await findAttachments(repositoryId, digest, registry);
  const attachments = rows.map(({ kind, mediaType, ...attachment }) => ({
    ...attachment,
    kind: kindOf({ kind, mediaType }),
  }));
  return [
    ...new Map(attachments.reverse().map((attachment) => [attachment.digest, attachment])).values(),
  ].reverse();
}

/** The tags of a manifest's attachments (OCI referrers tag schema, and cosign's older tags). */
function attachmentTags(digest: string): string[] {
  const stem = digest.replace(":", "-");
  return [stem, `${stem}.sig`, `${stem}.att`, `${stem}.sbom`];
}

interface Row extends Omit<Attachment, "kind"> {
  mediaType: string;
  kind: ManifestKind | null;
}

const maxAttachments = 200;

/** If the registry's index of referrers is known, it replaces the catalogue's, as in the referrers API. */
async function findAttachments(
  repositoryId: number,
  digest: string,
  { index, absent }: AtRegistry,
): Promise<Row[]> {
  const replaced = index === undefined ? null : referrersTag(digest);
  return db.$queryRaw<Row[]>`
    WITH tagged AS (
      SELECT m.id, m.digest FROM tags
      JOIN manifests m ON m.id = tags.manifest_id
      WHERE tags.repository_id = ${repositoryId} AND tags.name = ANY(${attachmentTags(digest)})
        AND ${holdsReferrers("tags")} AND tags.name IS DISTINCT FROM ${replaced}
      UNION
      SELECT id, digest FROM manifests
      WHERE repository_id = ${repositoryId} AND digest = ${index ?? ""} AND digest <> ${digest}
    ), found AS (
      SELECT m.digest, 'subject' AS by, 1 AS rank
      FROM manifests m WHERE m.repository_id = ${repositoryId} AND m.subject = ${digest}
      UNION ALL
      SELECT c.digest, 'tag', 2 FROM tagged
      JOIN manifest_children c ON c.manifest_id = tagged.id
      UNION ALL
      SELECT digest, 'tag', 3 FROM tagged
      WHERE NOT EXISTS (SELECT FROM manifest_children c WHERE c.manifest_id = tagged.id)
      UNION ALL
      SELECT c.digest, 'index', 4 FROM manifest_children c
      JOIN manifests m ON m.id = c.manifest_id
      WHERE m.repository_id = ${repositoryId} AND c.annotations->>'vnd.docker.reference.digest' = ${digest}
        AND c.manifest_id IN (
          SELECT p.manifest_id FROM manifest_children p WHERE p.digest = ${digest})
    )
    SELECT m.digest, m.media_type AS "mediaType", m.kind, m.artifact_type AS "artifactType",
      m.total_size AS size, m.pushed_at AS "pushedAt", CASE WHEN m.unproven THEN ${unprovenPusher} ELSE m.pushed_by END AS "pushedBy", found.by
    FROM found
    JOIN manifests m ON m.repository_id = ${repositoryId} AND m.digest = found.digest
    WHERE m.digest <> ALL (${absent}::text[])
    ORDER BY m.pushed_at DESC, m.id DESC, found.rank LIMIT ${maxAttachments}`;
}
