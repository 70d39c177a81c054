import { db, Prisma } from "../../../platform/db/client.ts";
import { isOrdinary } from "../../../registry/client/referrers.ts";
import { readConfig } from "../manifest/config.ts";
import { type Annotations, annotationsOf, standardOf } from "./annotations.ts";

export interface Described {
  /** The newest tag of an image that was read. */
  tag: string;
  annotations: Annotations;
}

interface Row {
  tag: string;
  mediaType: string;
  payload: Uint8Array | null;
  config: unknown;
  childType: string | null;
  childPayload: Uint8Array | null;
  childConfig: unknown;
}

/**
 * What the newest image of a repository says about itself; null if there is none. Annotations of the manifest come before
 * labels of the configuration. A multi-platform image has both of its first platform, too.
 */
export async function newestDescribed(repositoryId: number): Promise<Described | null> {
  const row = await findNewest(repositoryId);
  if (!row) return null;
  const [own, ofChild] = await Promise.all([
    annotationsOf(row.payload, row.mediaType),
    annotationsOf(row.childPayload, row.childType ?? ""),
  ]);
  const annotations = { ...labelsOf(row.childConfig), ...labelsOf(row.config), ...ofChild, ...own };
  return { tag: row.tag, annotations };
}

function labelsOf(config: unknown): Annotations {
  return config ? standardOf(readConfig(config).labels) : {};
}

const recent = 20; // tags to search for one that names an image or another thing to use

async function findNewest(repositoryId: number): Promise<Row | undefined> {
  const [row] = await db.$queryRaw<Row[]>`
    WITH newest AS (
      SELECT recent.name, manifests.id, manifests.media_type, manifests.payload, manifests.config
      FROM (
        SELECT name, manifest_id, pushed_at, id FROM tags
        WHERE repository_id = ${repositoryId} AND ${isOrdinary("tags")}
        ORDER BY pushed_at DESC, id DESC LIMIT ${recent}) AS recent
      JOIN manifests ON manifests.id = recent.manifest_id
      WHERE manifests.read_at IS NOT NULL AND manifests.kind::text <> ALL (${notUsed})
      ORDER BY recent.pushed_at DESC, recent.id DESC LIMIT 1
    )
    SELECT newest.name AS tag, newest.media_type AS "mediaType", newest.payload, newest.config,
      child.media_type AS "childType", child.payload AS "childPayload", child.config AS "childConfig"
    FROM newest
    LEFT JOIN LATERAL (
      SELECT manifests.media_type, manifests.payload, manifests.config FROM manifest_children AS entry
      JOIN manifests ON manifests.repository_id = ${repositoryId} AND manifests.digest = entry.digest
      WHERE entry.manifest_id = newest.id AND entry.platform IS DISTINCT FROM 'unknown/unknown'
      ORDER BY entry.position LIMIT 1
    ) AS child ON TRUE`;
  return row;
}

const notUsed = Prisma.sql`'{cache,signature,attestation,sbom}'`;
