import type { ManifestKind, Tx } from "../../../platform/db/client.ts";
import { isOrdinary, referrerTag } from "../../../registry/client/referrers.ts";
import { recountTags } from "../../repositories/recording/upsert.ts";
import { judgeIndex, type Listed } from "../manifest/kinds.ts";

interface Read {
  id: number;
  repositoryId: number;
}

/**
 * An entry of an index may say nothing of itself; then the manifest it names decides, whichever of the two is read
 * first. Judges the index that was read, and the indexes that list it so, again.
 */
export async function judgeIndexes(tx: Tx, { id, repositoryId }: Read): Promise<void> {
  await believeIndexes(tx, { id, repositoryId });
  const rows = await tx.$queryRaw<Row[]>`
    WITH judged AS (
      SELECT ${id}::int AS id
      UNION
      SELECT c.manifest_id FROM manifests self
      JOIN manifest_children c ON c.digest = self.digest
        AND c.platform IS NULL AND c.artifact_type IS NULL
      JOIN manifests parent ON parent.id = c.manifest_id AND parent.repository_id = ${repositoryId}
      WHERE self.id = ${id}
    )
    SELECT i.id, i.kind AS "was", i.artifact_type AS "indexType", c.digest, c.media_type AS "mediaType",
      c.platform, c.artifact_type AS "artifactType", c.annotations, child.kind
    FROM judged
    JOIN manifests i ON i.id = judged.id
    JOIN manifest_children c ON c.manifest_id = i.id
    LEFT JOIN manifests child ON child.repository_id = ${repositoryId} AND child.digest = c.digest`;
  for (const index of byIndex(rows)) {
    const [{ id, was, indexType }] = index;
    const kind = judgeIndex(indexType, index);
    if (kind !== was) await tx.manifest.update({ where: { id }, data: { kind } });
  }
  const judged = [id, ...rows.map((row) => row.id)];
  if (await haveUnclearTags(tx, judged)) await recountTags(tx, repositoryId);
}

/** Tags named as those of referrers are: now that their manifests are read, they may be versions, or no longer. */
async function haveUnclearTags(tx: Tx, manifestIds: number[]): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM tags
    WHERE manifest_id = ANY(${[...new Set(manifestIds)]}::int[]) AND name ~ ${referrerTag.source}
      AND (name NOT LIKE '%.%' OR ${isOrdinary("tags")}) LIMIT 1`;
  return found.length > 0;
}

/** BuildKit writes attestations as images; the index beside whose platforms they stand says what they are. */
async function believeIndexes(tx: Tx, { id, repositoryId }: Read): Promise<void> {
  await tx.$executeRaw`
    UPDATE manifests m SET kind = 'attestation'
    FROM manifest_children c JOIN manifests i ON i.id = c.manifest_id
    WHERE m.repository_id = ${repositoryId} AND m.kind = 'image' AND c.digest = m.digest
      AND i.repository_id = ${repositoryId} AND ${id} IN (m.id, i.id)
      AND c.annotations->>'vnd.docker.reference.type' = 'attestation-manifest'`;
}

interface Row extends Listed {
  id: number;
  was: ManifestKind | null;
  indexType: string | null;
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
