import type { ManifestKind, Tx } from "../../../platform/db/client.ts";
import { isOrdinary, referrerTag } from "../../../registry/client/referrers.ts";
import { recountTags } from "../../repositories/recording/upsert.ts";
import { attestationMark, classifyIndex, type IndexEntry } from "../manifest/kinds.ts";

interface Read {
  id: number;
  repositoryId: number;
}

/**
 * Classifies the manifest that was read if it is an index, and again the indexes that list it without a type: an entry
 * without a type counts as what its manifest is, and either of the two can be read first.
 */
export async function classifyIndexes(tx: Tx, { id, repositoryId }: Read): Promise<void> {
  await applyIndexKinds(tx, { id, repositoryId });
  const rows = await tx.$queryRaw<Row[]>`
    WITH classified AS (
      SELECT ${id}::int AS id
      UNION
      SELECT c.manifest_id FROM manifests self
      JOIN manifest_children c ON c.digest = self.digest
        AND c.platform IS NULL AND c.artifact_type IS NULL
      JOIN manifests parent ON parent.id = c.manifest_id AND parent.repository_id = ${repositoryId}
      WHERE self.id = ${id}
    )
    SELECT i.id, i.kind AS "was", i.artifact_type AS "indexType", entries.*
    FROM classified
    JOIN manifests i ON i.id = classified.id
    CROSS JOIN LATERAL (
      SELECT c.media_type AS "mediaType", c.platform, c.artifact_type AS "artifactType", child.kind,
        c.annotations ? ${attestationMark} AS "attests",
        ARRAY[min(c.digest), max(c.digest)] AS digests
      FROM manifest_children c
      LEFT JOIN manifests child ON child.repository_id = ${repositoryId} AND child.digest = c.digest
      WHERE c.manifest_id = i.id
      GROUP BY 1, 2, 3, 4, 5 LIMIT ${maxGroups}
    ) AS entries`;
  for (const index of byIndex(rows)) {
    const [{ id, was, indexType }] = index;
    const kind = classifyIndex(indexType, index.flatMap(entriesOf));
    if (kind !== was) await tx.manifest.update({ where: { id }, data: { kind } });
  }
  const classified = [id, ...rows.map((row) => row.id)];
  if (await haveAmbiguousTags(tx, classified)) await recountTags(tx, [repositoryId]);
}

/** Whether these manifests have tags named like those of attachments. Reading a manifest decides whether such tags count. */
async function haveAmbiguousTags(tx: Tx, manifestIds: number[]): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM tags
    WHERE manifest_id = ANY(${[...new Set(manifestIds)]}::int[]) AND name ~ ${referrerTag.source}
      AND (name NOT LIKE '%.%' OR ${isOrdinary("tags")}) LIMIT 1`;
  return found.length > 0;
}

/** BuildKit's attestations look like images. Only the index that lists them says what they are. */
async function applyIndexKinds(tx: Tx, { id, repositoryId }: Read): Promise<void> {
  await tx.$executeRaw`
    UPDATE manifests m SET kind = 'attestation'
    FROM manifest_children c JOIN manifests i ON i.id = c.manifest_id
    WHERE m.repository_id = ${repositoryId} AND m.kind = 'image' AND c.digest = m.digest
      AND i.repository_id = ${repositoryId} AND ${id} IN (m.id, i.id)
      AND c.annotations->>'vnd.docker.reference.type' = 'attestation-manifest'`;
}

const maxGroups = 2_000; // of the entries of an index: more kinds of entries decide nothing

/** Entries of an index that differ only by digest, with the first and the last of the digests. */
interface Row extends Omit<IndexEntry, "digest" | "annotations"> {
  id: number;
  was: ManifestKind | null;
  indexType: string | null;
  attests: boolean | null;
  digests: string[];
}

/** Two entries say as much as all of them: whether there is more than one. */
function entriesOf({ digests, attests, ...entry }: Row): IndexEntry[] {
  const annotations = attests ? { [attestationMark]: "" } : null;
  return digests.map((digest) => ({ ...entry, digest, annotations }));
}

function byIndex(rows: Row[]): [Row, ...Row[]][] {
  const indexes = new Map<number, [Row, ...Row[]]>();
  for (const row of rows) {
    const known = indexes.get(row.id);
    if (known) known.push(row);
    else indexes.set(row.id, [row]);
  }
  return [...indexes.values()];
}
