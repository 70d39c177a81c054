import { db } from "../db/client.ts";
import { readManifest } from "../images/manifest.ts";

/** An entry of the index that the referrers API answers (OCI distribution spec, "Listing Referrers"). */
export interface Referrer {
  mediaType: string;
  digest: string;
  size: number;
  artifactType?: string;
  annotations?: Record<string, string>;
}

export interface Asked {
  registryId: number;
  repository: string; // its full name
  subject: string;
  /** Only what comes after this digest. */
  last?: string | undefined;
}

const pageSize = 1000; // some clients read the first page alone
const longest = 65_536; // bytes of a manifest that annotations are read from

/** What refers to a digest, by its own word or in the index that clients keep under a tag instead; sorted by digest. */
export async function referrersOf(
  asked: Asked,
  size = pageSize,
): Promise<{ referrers: Referrer[]; more: boolean }> {
  const rows = await find(asked, size + 1);
  return { referrers: rows.slice(0, size).map(described), more: rows.length > size };
}

interface Row {
  digest: string;
  mediaType: string;
  size: number;
  artifactType: string | null;
  annotations: unknown;
  payload: Uint8Array | null;
}

/** What such a tag lists may not be known as a manifest: then the tag's word is all there is. */
function find({ registryId, repository, subject, last = "" }: Asked, take: number) {
  return db.$queryRaw<Row[]>`
    WITH place AS (
      SELECT r.id FROM repositories r JOIN namespaces n ON n.id = r.namespace_id
      WHERE n.registry_id = ${registryId} AND r.full_name = ${repository}
    ), listed AS (
      SELECT c.digest, c.media_type, c.size, c.artifact_type, c.annotations
      FROM place
      JOIN tags ON tags.repository_id = place.id AND tags.name = ${subject.replace(":", "-")}
      JOIN manifest_children c ON c.manifest_id = tags.manifest_id
    ), found AS (
      SELECT m.digest FROM place
      JOIN manifests m ON m.repository_id = place.id AND m.subject = ${subject}
      UNION SELECT digest FROM listed
    ), turn AS (
      SELECT digest FROM found WHERE digest COLLATE "C" > ${last}
      ORDER BY digest COLLATE "C" LIMIT ${take}
    )
    SELECT DISTINCT ON (turn.digest COLLATE "C") turn.digest,
      coalesce(m.media_type, l.media_type) AS "mediaType", coalesce(m.size, l.size) AS size,
      coalesce(m.artifact_type, l.artifact_type) AS "artifactType", l.annotations,
      CASE WHEN length(m.payload) <= ${longest} THEN m.payload END AS payload
    FROM turn
    LEFT JOIN manifests m ON m.repository_id = (SELECT id FROM place) AND m.digest = turn.digest
    LEFT JOIN listed l ON l.digest = turn.digest
    ORDER BY turn.digest COLLATE "C"`;
}

/** What the manifest says of itself counts; an image that refers to another is known by its config's type. */
function described(row: Row): Referrer {
  const { mediaType, digest, size, payload } = row;
  const content = payload && readManifest(payload, mediaType);
  const artifactType = content?.artifactType ?? content?.config?.mediaType ?? row.artifactType;
  const annotations = content ? content.annotations : row.annotations;
  return {
    mediaType,
    digest,
    size,
    ...(artifactType && { artifactType }),
    ...(annotations ? { annotations: annotations as Record<string, string> } : {}),
  };
}
