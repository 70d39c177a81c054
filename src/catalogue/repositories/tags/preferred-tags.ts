import { db, type ManifestKind, Prisma } from "../../../platform/db/client.ts";
import { isOrdinary } from "../../../registry/client/referrers.ts";
import { type Kind, kindOf } from "../kinds.ts";
import { type Command, type PullTarget, pullCommands } from "../pull-commands.ts";

export interface PullableTag {
  name: string;
  digest: string;
  kind: Kind;
  target: Omit<PullTarget, "reference">;
  /** Empty for a build cache, which nobody pulls. */
  commands: Command[];
}

interface Row extends Pick<PullTarget, "artifactType" | "subject" | "name"> {
  repositoryId: number;
  tag: string;
  digest: string;
  kind: ManifestKind | null;
  mediaType: string;
}

/** For each repository `latest`; else the highest stable version; else the last push, a build cache only if there is nothing else. */
export async function preferredTags(repositoryIds: number[]): Promise<Map<number, PullableTag>> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT wanted.id AS "repositoryId", coalesce(latest.name, version.name, newest.name) AS tag,
      ${columns}
    FROM unnest(${repositoryIds}::int[]) AS wanted (id)
    LEFT JOIN tags AS latest ON latest.repository_id = wanted.id AND latest.name = 'latest'
    LEFT JOIN LATERAL (
      SELECT name, manifest_id FROM tags
      WHERE latest.id IS NULL AND repository_id = wanted.id AND ${isStableVersion}
      ORDER BY array_length(${numbers}, 1) DESC, ${numbers} DESC, name LIMIT 1
    ) AS version ON TRUE
    LEFT JOIN LATERAL (
      SELECT recent.name, manifest_id FROM (
        SELECT name, manifest_id, pushed_at, tags.id FROM tags
        WHERE latest.id IS NULL AND version.name IS NULL AND repository_id = wanted.id
          AND ${isOrdinary("tags")}
        ORDER BY pushed_at DESC, id DESC LIMIT ${recent}) AS recent
      JOIN manifests m ON m.id = recent.manifest_id
      ORDER BY m.kind IS NOT DISTINCT FROM 'cache', recent.pushed_at DESC, recent.id DESC LIMIT 1
    ) AS newest ON TRUE
    JOIN manifests
      ON manifests.id = coalesce(latest.manifest_id, version.manifest_id, newest.manifest_id)
    JOIN repositories ON repositories.id = wanted.id
    JOIN namespaces ON namespaces.id = repositories.namespace_id
    JOIN registries ON registries.id = namespaces.registry_id`;
  return new Map(rows.map((row) => [row.repositoryId, pullable(row)]));
}

/** The tag of this name; undefined if there is none. */
export async function pullableTag(
  repositoryId: number,
  name: string,
): Promise<PullableTag | undefined> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT repositories.id AS "repositoryId", tags.name AS tag, ${columns}
    FROM tags
    JOIN manifests ON manifests.id = tags.manifest_id
    JOIN repositories ON repositories.id = tags.repository_id
    JOIN namespaces ON namespaces.id = repositories.namespace_id
    JOIN registries ON registries.id = namespaces.registry_id
    WHERE tags.repository_id = ${repositoryId} AND tags.name = ${name} AND ${isOrdinary("tags")}`;
  return rows.map(pullable)[0];
}

function pullable({ repositoryId: _, tag, digest, mediaType, ...row }: Row): PullableTag {
  const kind = kindOf({ ...row, mediaType });
  const target = { ...row, kind: kind.name };
  return { name: tag, digest, kind, target, commands: pullCommands({ ...target, reference: tag }) };
}

const columns = Prisma.sql`manifests.digest, manifests.kind, manifests.media_type AS "mediaType",
  manifests.artifact_type AS "artifactType", manifests.subject,
  registries.hostname || '/' || repositories.full_name AS name`;

const recent = 20; // tags to search for one that is not a build cache

// As in the index tags_versions.
const isStableVersion = Prisma.sql`name ~ '^v?[0-9]{1,9}([.][0-9]{1,9}){1,2}$'`;
const numbers = Prisma.sql`string_to_array(ltrim(name, 'v'), '.')::bigint[]`;
