import { db } from "../db/client.ts";
import { type Kind, kindOf } from "./kinds.ts";

/** Something that belongs to a manifest: its signature, its list of parts, what attests how it was made. */
export interface Paper {
  digest: string;
  kind: Kind;
  artifactType: string | null;
  size: bigint | null;
  pushedAt: Date;
  pushedBy: string;
  /** How it is attached: by its own word, under a tag made of the digest, or beside it in an index. */
  by: "subject" | "tag" | "index";
}

/** All that is attached to a manifest in its repository, the last pushed first. */
export async function papersOf(repositoryId: number, digest: string): Promise<Paper[]> {
  const rows = await findPapers(repositoryId, digest);
  const papers = rows.map(({ by, mediaType, layers, annotations, tag, ...paper }) => ({
    ...paper,
    by,
    kind: kindOf({
      mediaType,
      layers,
      artifactType: paper.artifactType,
      annotations: isRecord(annotations) ? annotations : null,
      tag: tag ?? undefined,
    }),
  }));
  return [...new Map(papers.reverse().map((paper) => [paper.digest, paper])).values()].reverse();
}

/** The tags of a manifest's papers (OCI referrers tag schema, and cosign's own before it). */
function paperTags(digest: string): string[] {
  const stem = digest.replace(":", "-");
  return [stem, `${stem}.sig`, `${stem}.att`, `${stem}.sbom`];
}

interface Row extends Omit<Paper, "kind"> {
  mediaType: string;
  layers: string[];
  annotations: unknown;
  tag: string | null;
}

const most = 200;

async function findPapers(repositoryId: number, digest: string): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    WITH tagged AS (
      SELECT m.id, m.digest, m.media_type, tags.name FROM tags
      JOIN manifests m ON m.id = tags.manifest_id
      WHERE tags.repository_id = ${repositoryId} AND tags.name = ANY(${paperTags(digest)})
    ), listed AS (
      SELECT c.digest, tagged.name, c.annotations FROM tagged
      JOIN manifest_children c ON c.manifest_id = tagged.id
    ), found AS (
      SELECT m.digest, 'subject' AS by, NULL AS tag, NULL::jsonb AS annotations, 1 AS rank
      FROM manifests m WHERE m.repository_id = ${repositoryId} AND m.subject = ${digest}
      UNION ALL
      SELECT digest, 'tag', name, annotations, 2 FROM listed
      UNION ALL
      SELECT digest, 'tag', name, NULL, 3 FROM tagged
      WHERE NOT EXISTS (SELECT FROM manifest_children c WHERE c.manifest_id = tagged.id)
      UNION ALL
      SELECT c.digest, 'index', NULL, c.annotations, 4 FROM manifest_children c
      JOIN manifests m ON m.id = c.manifest_id
      WHERE m.repository_id = ${repositoryId} AND c.annotations->>'vnd.docker.reference.digest' = ${digest}
        AND c.manifest_id IN (
          SELECT p.manifest_id FROM manifest_children p WHERE p.digest = ${digest})
    )
    SELECT m.digest, m.media_type AS "mediaType", m.artifact_type AS "artifactType",
      m.total_size AS size, m.pushed_at AS "pushedAt", m.pushed_by AS "pushedBy",
      found.by, found.tag, found.annotations,
      ARRAY(SELECT l.media_type FROM manifest_layers l WHERE l.manifest_id = m.id LIMIT 20) AS layers
    FROM found
    JOIN manifests m ON m.repository_id = ${repositoryId} AND m.digest = found.digest
    ORDER BY m.pushed_at DESC, m.id DESC, found.rank LIMIT ${most}`;
}

function isRecord(value: unknown): value is Record<string, string> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
