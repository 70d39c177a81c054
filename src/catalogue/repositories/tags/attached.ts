import { db, Prisma } from "../../../platform/db/client.ts";

/** What is attached to a digest, in words that a list can show. */
export interface Attached {
  count: number;
  signed: boolean;
  sbom: boolean;
  attested: boolean;
}

type Mark = "signature" | "sbom" | "attestation";

const maxCounted = 100; // attachments of one digest

/** The attachments of some manifests, by manifest: its referrers, cosign's tags, and what BuildKit lists in the same index. */
export async function attachedTo(manifestIds: number[]): Promise<Map<number, Attached>> {
  if (manifestIds.length === 0) return new Map();
  const rows = await db.$queryRaw<(Attached & { id: number })[]>`
    SELECT manifests.id, count(*)::int AS count, bool_or(${isA("signature")}) AS signed,
      bool_or(${isA("sbom")}) AS sbom, bool_or(${isA("attestation")}) AS attested
    FROM manifests CROSS JOIN LATERAL (
      SELECT DISTINCT ON (attached.id) attached.id, attached.kind FROM (${attachments}) AS attached LIMIT ${maxCounted}
    ) AS attached
    WHERE manifests.id = ANY (${manifestIds}::int[])
    GROUP BY manifests.id`;
  return new Map(rows.map(({ id, ...attached }) => [id, attached]));
}

/** SQL: the ids of the manifests of a repository with such an attachment, found from the attachments. */
export function idsWith(repositoryId: number, mark: Mark): Prisma.Sql {
  const ofManifests = Prisma.sql`JOIN manifests ON manifests.repository_id = ${repositoryId} AND manifests.digest =`;
  return Prisma.sql`
    WITH attached AS MATERIALIZED (
      SELECT id, digest, subject FROM manifests attached
      WHERE repository_id = ${repositoryId} AND ${isA(mark)})
    SELECT manifests.id FROM attached ${ofManifests} attached.subject
    UNION ALL
    SELECT manifests.id FROM attached JOIN tags beside ON beside.manifest_id = attached.id
    ${ofManifests} replace(split_part(beside.name, '.', 1), '-', ':')
    WHERE beside.repository_id = ${repositoryId} AND beside.name ~ '^sha256-[0-9a-f]{64}[.](sig|att|sbom)$'
    UNION ALL
    SELECT part.manifest_id FROM attached JOIN manifest_children part ON part.digest = attached.digest
    WHERE part.annotations->>'vnd.docker.reference.digest' IS NOT NULL`;
}

/** An attestation of BuildKit may hold an SBOM beside the provenance. */
function isA(mark: Mark): Prisma.Sql {
  const kind = Prisma.sql`attached.kind = ${mark}::"ManifestKind"`;
  if (mark !== "sbom") return kind;
  const attestation = Prisma.sql`attached.kind = 'attestation'`;
  return Prisma.sql`(${kind} OR ${attestation} AND EXISTS (SELECT FROM sboms WHERE sboms.manifest_id = attached.id))`;
}

/** The attachments of the row `manifests`. */
const attachments = Prisma.sql`
  SELECT referrer.id, referrer.kind FROM manifests referrer
  WHERE referrer.repository_id = manifests.repository_id AND referrer.subject = manifests.digest
  UNION ALL
  SELECT referrer.id, referrer.kind FROM tags beside
  JOIN manifests referrer ON referrer.id = beside.manifest_id
  WHERE beside.repository_id = manifests.repository_id AND beside.name = ANY (ARRAY[
      replace(manifests.digest, ':', '-') || '.sig', replace(manifests.digest, ':', '-') || '.att',
      replace(manifests.digest, ':', '-') || '.sbom'])
    AND coalesce(referrer.kind, 'artifact') IN ('sbom', 'signature', 'attestation')
  UNION ALL
  SELECT referrer.id, referrer.kind FROM manifest_children part
  JOIN manifests referrer ON referrer.repository_id = manifests.repository_id AND referrer.digest = part.digest
  WHERE part.manifest_id = manifests.id AND part.annotations->>'vnd.docker.reference.digest' IS NOT NULL`;
