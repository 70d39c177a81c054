import { db } from "../../../platform/db/client.ts";

/** Where a tag points that points or pointed to a base image. */
export interface BaseTag {
  tag: string;
  state: "current" | "moved" | "deleted";
  /** When the tag moved on or was deleted; null if it did not, or if that is unknown. */
  since: Date | null;
}

/** What the tags of a base image say of it. */
export interface Freshness {
  /** Null: no tag ever pointed to it. */
  tag: string | null;
  state: BaseTag["state"] | "untagged" | "unknown";
  since: Date | null;
}

/**
 * An image stands on an outdated base if a tag of the base moved on. A tag that everybody moves, such as `latest`, counts
 * only if there is no other; `named` is the tag that the image itself gives and counts alone.
 */
export function freshnessOf(tags: readonly BaseTag[], named?: string): Freshness {
  const own = tags.filter(({ tag }) => tag === named);
  const others = tags.filter(({ tag }) => tag !== "latest");
  const counted = [own, others, tags].find(({ length }) => length > 0) ?? [];
  const byTime = counted.toSorted(
    (one, other) => (other.since?.getTime() ?? 0) - (one.since?.getTime() ?? 0),
  );
  const [chosen] = order.flatMap((state) => byTime.find((it) => it.state === state) ?? []);
  return chosen ?? { tag: null, state: "untagged", since: null };
}

const order = ["moved", "current", "deleted"] as const;

const maxTags = 50; // of a digest
const maxIndexes = 20; // that list a digest

/** The tags that point or pointed to some images or to indexes that list them, by the id of the image. */
export async function baseTags(manifestIds: readonly number[]): Promise<Map<number, BaseTag[]>> {
  const found = new Map<number, BaseTag[]>(manifestIds.map((id) => [id, []]));
  if (manifestIds.length === 0) return found;
  const rows = await db.$queryRaw<(BaseTag & { id: number })[]>`
    WITH named AS (
      SELECT id, repository_id, digest FROM manifests WHERE id = ANY (${[...manifestIds]}::int[])
      UNION
      SELECT image.id, image.repository_id, parent.digest
      FROM manifests AS image
      CROSS JOIN LATERAL (
        SELECT manifest_id FROM manifest_children WHERE digest = image.digest LIMIT ${maxIndexes}) AS entry
      JOIN manifests AS parent
        ON parent.id = entry.manifest_id AND parent.repository_id = image.repository_id
      WHERE image.id = ANY (${[...manifestIds]}::int[])
    ), pointed AS (
      SELECT named.id, named.repository_id, move.tag, max(move.at) AS at FROM named
      CROSS JOIN LATERAL (
        SELECT tag, at FROM tag_moves
        WHERE repository_id = named.repository_id AND digest = named.digest ORDER BY at DESC LIMIT ${maxTags}
      ) AS move
      GROUP BY 1, 2, 3
    )
    SELECT pointed.id, pointed.tag, CASE WHEN now.digest IS NULL THEN 'deleted'
      WHEN now.digest IN (SELECT digest FROM named WHERE named.id = pointed.id) THEN 'current' ELSE 'moved' END AS state,
      next.at AS since
    FROM pointed
    LEFT JOIN LATERAL (
      SELECT at FROM tag_moves AS later
      WHERE later.repository_id = pointed.repository_id AND later.tag = pointed.tag AND later.at > pointed.at
      ORDER BY later.at LIMIT 1
    ) AS next ON TRUE
    LEFT JOIN LATERAL (
      SELECT manifests.digest FROM tags JOIN manifests ON manifests.id = tags.manifest_id
      WHERE tags.repository_id = pointed.repository_id AND tags.name = pointed.tag
    ) AS now ON TRUE
    ORDER BY pointed.id, pointed.tag`;
  for (const { id, ...tag } of rows) found.get(id)?.push(tag);
  return found;
}
