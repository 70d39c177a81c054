import { db, Prisma } from "../../platform/db/client.ts";
import { type AtRegistry, asCatalogued, referrersTag } from "../../registry/client/referrers.ts";

/** An entry of the index that the referrers API returns (OCI distribution spec, "Listing Referrers"). */
export interface Referrer {
  mediaType: string;
  digest: string;
  size: number;
  artifactType?: string;
  annotations?: Record<string, string>;
}

export interface Query {
  registryId: number;
  repository: string; // its full name
  subject: string;
  artifactType?: string | undefined;
  /** Only what comes after this digest. */
  last?: string | undefined;
  registry?: AtRegistry;
}

/** A page ends at whichever comes first; one entry is always on it. */
export interface PageLimits {
  entries: number; // some clients read only the first page
  bytes: number; // of the answer: building it must not hold up others
}

const pageLimits: PageLimits = { entries: 1000, bytes: 1_048_576 };

/** The manifests whose subject is a digest, and those in the index under its referrers tag; sorted by digest. */
export async function listReferrers(
  query: Query,
  limits = pageLimits,
): Promise<{ referrers: Referrer[]; more: boolean }> {
  const rows = await findRows(query, limits);
  const page = rows.slice(0, limits.entries);
  return { referrers: page.map(describe), more: (rows[0]?.found ?? 0) > page.length };
}

interface Row {
  digest: string;
  mediaType: string;
  size: number;
  artifactType: string | null;
  annotations: Record<string, string> | null;
  found: number;
}

/** A manifest describes itself; the index describes entries without one. The type of an image is its configuration's. */
function findRows(query: Query, limits: PageLimits) {
  const { registryId, repository, subject, artifactType = null, last = "" } = query;
  const { index, absent } = query.registry ?? asCatalogued;
  return db.$queryRaw<Row[]>`
    WITH place AS (
      SELECT r.id FROM repositories r JOIN namespaces n ON n.id = r.namespace_id
      WHERE n.registry_id = ${registryId} AND r.full_name = ${repository}
    ), listed AS (
      SELECT DISTINCT ON (c.digest) c.digest, c.media_type, c.size, c.artifact_type, c.annotations
      FROM place
      JOIN manifests index ON index.repository_id = place.id AND ${isReferrersIndex(subject, index)}
        AND index.digest <> ${subject}
      JOIN manifest_children c ON c.manifest_id = index.id
    ), found AS (
      SELECT m.digest FROM place
      JOIN manifests m ON m.repository_id = place.id AND m.subject = ${subject}
      UNION SELECT digest FROM listed
    ), described AS (
      SELECT found.digest COLLATE "C" AS digest, m.id, coalesce(m.media_type, l.media_type) AS media_type,
        coalesce(m.size, l.size) AS size,
        coalesce(m.artifact_type, m.config_type, l.artifact_type) AS artifact_type,
        coalesce(m.listed_size, ${unlistedSize} + octet_length(l.annotations::text), ${unlistedSize}) AS bytes
      FROM found
      LEFT JOIN manifests m ON m.repository_id = (SELECT id FROM place) AND m.digest = found.digest
      LEFT JOIN listed l ON l.digest = found.digest
    ), page AS (
      SELECT *, sum(bytes) OVER (ORDER BY digest) AS total FROM described
      WHERE digest > ${last} AND digest <> ALL (${absent}::text[]) AND ${artifactType === null ? Prisma.sql`true` : Prisma.sql`artifact_type = ${artifactType}`}
      ORDER BY digest LIMIT ${limits.entries + 1}
    )
    SELECT page.digest, page.media_type AS "mediaType", page.size, page.artifact_type AS "artifactType",
      coalesce(m.annotations, l.annotations) AS annotations, (SELECT count(*)::int FROM page) AS found
    FROM page
    LEFT JOIN manifests m ON m.id = page.id
    LEFT JOIN listed l ON l.digest = page.digest
    WHERE page.total <= ${limits.bytes} OR page.total = page.bytes
    ORDER BY page.digest`;
}

/** The index of referrers that the registry has now or, if that is unknown, the one of the catalogue's tag. */
function isReferrersIndex(subject: string, index: string | null | undefined): Prisma.Sql {
  return index === undefined
    ? Prisma.sql`index.id = (SELECT manifest_id FROM tags
        WHERE tags.repository_id = place.id AND tags.name = ${referrersTag(subject)})`
    : Prisma.sql`index.digest = ${index ?? ""}`;
}

const unlistedSize = 1_000; // bytes of an entry besides its annotations

function describe({ mediaType, digest, size, artifactType, annotations }: Row): Referrer {
  return {
    mediaType,
    digest,
    size,
    ...(artifactType && { artifactType }),
    ...(annotations && { annotations }),
  };
}
