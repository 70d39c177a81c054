import { db, type ManifestKind, Prisma } from "../../../platform/db/client.ts";
import { fetchPageBy, type Page, type PageRequest } from "../../../platform/db/keyset.ts";
import { isOrdinary } from "../../../registry/client/referrers.ts";
import { kindOf } from "../kinds.ts";
import {
  directionOf,
  isPast,
  readsDown,
  type SortOrder,
  sortings,
  type TagPosition,
  type TagSort,
  writePosition,
} from "./order.ts";
import {
  isFiltered,
  matchesAll,
  matchesNameAndPusher,
  matchesTag,
  type TagFilters,
} from "./tag-filters.ts";
import { type TagGroup, unprovenPusher } from "./tags.ts";

export interface TagList {
  filters: TagFilters;
  sort: TagSort;
  order: SortOrder;
}

const newestTags: TagList = { filters: {}, sort: "pushed", order: "desc" };

/** The tags of a repository that match, grouped by digest. Each digest has the place of its first tag. */
export async function tagGroups(
  repositoryId: number,
  request: PageRequest<TagPosition>,
  list: TagList = newestTags,
): Promise<Page<TagGroup>> {
  const page = await fetchPageBy(request, {
    size: 50,
    find: (at: PageRequest<TagPosition>, take) => findGroups(repositoryId, list, { at, take }),
    cursor: ({ place }) => writePosition(place),
  });
  const rows = page.rows.map(({ place, ...row }) => ({ ...row, kind: kindOf(row) }));
  return { ...page, rows };
}

type FoundGroup = Omit<TagGroup, "kind"> & { kind: ManifestKind | null; place: TagPosition };

interface Window {
  at: PageRequest<TagPosition>;
  take: number;
}

async function findGroups(
  repositoryId: number,
  list: TagList,
  { at, take }: Window,
): Promise<FoundGroup[]> {
  const sorting = sortings[list.sort];
  const down = readsDown(list.order, at);
  const direction = directionOf(down);
  const position = { request: at, down };
  const leaders =
    sorting.of === "tags"
      ? leadingTags(repositoryId, list, position)
      : taggedManifests(repositoryId, list, position);
  return db.$queryRaw<FoundGroup[]>`
    WITH leaders AS (${leaders} LIMIT ${take})
    SELECT jsonb_build_object('value', leaders.value, 'id', leaders.id) AS place,
      manifests.id AS "manifestId", labels.times[1] AS "pushedAt", labels.pushers[1] AS "pushedBy",
      manifests.digest, manifests.media_type AS "mediaType", manifests.kind,
      manifests.total_size AS "totalSize", manifests.pulled_at AS "pulledAt",
      manifests.pulls_count AS "pullsCount", manifests.read_at AS "readAt",
      manifests.read_after AS "readAfter", manifests.read_error AS "readError",
      labels.names[1:24] AS tags, cardinality(labels.names) AS "tagsCount", labels.others AS "othersCount",
      coalesce(children.platforms, array_remove(ARRAY[manifests.platform], NULL)) AS platforms,
      coalesce(children.count, num_nonnulls(manifests.platform)) AS "platformsCount"
    FROM leaders
    JOIN manifests ON manifests.id = leaders.manifest_id
    CROSS JOIN LATERAL (
      SELECT array_agg(name ORDER BY ${labelOrder(list.sort)}) FILTER (WHERE matches) AS names,
        array_agg(pushed_at ORDER BY pushed_at DESC, id DESC) FILTER (WHERE matches) AS times,
        array_agg(CASE WHEN unproven THEN ${unprovenPusher} ELSE pushed_by END ORDER BY pushed_at DESC, id DESC)
          FILTER (WHERE matches) AS pushers,
        count(*) FILTER (WHERE NOT matches)::int AS others
      FROM (
        SELECT *, ${matchesNameAndPusher(list.filters, "tags")} AS matches FROM tags
        WHERE tags.manifest_id = leaders.manifest_id AND ${isOrdinary("tags")} OFFSET 0
      ) AS label
    ) AS labels
    CROSS JOIN LATERAL (
      SELECT max(total)::int AS count, array_agg(platform ORDER BY position) AS platforms FROM (
        SELECT platform, min(position) AS position, count(*) OVER () AS total FROM manifest_children
        WHERE manifest_id = leaders.manifest_id AND platform <> 'unknown/unknown' GROUP BY platform
        ORDER BY min(position) LIMIT 6
      ) AS listed
    ) AS children
    ORDER BY leaders.key ${direction}, leaders.id ${direction}`;
}

type Reading = { request: PageRequest<TagPosition>; down: boolean };

/** Reads the tags in their order. The first tag of each digest that matches gives the place of its group. */
function leadingTags(repositoryId: number, list: TagList, reading: Reading): Prisma.Sql {
  const { filters, sort } = list;
  const { key, text, largestFirst } = sortings[sort];
  const direction = directionOf(reading.down);
  const precedes = largestFirst ? Prisma.sql`>` : Prisma.sql`<`;
  return Prisma.sql`
    SELECT tags.id, tags.manifest_id, ${key("tags")} AS key, ${text("tags")} AS value FROM tags
    WHERE tags.repository_id = ${repositoryId} AND ${matchesAll(repositoryId, filters)}
      AND ${isPast(sortings[sort], { ...reading, table: "tags" })}
      AND NOT EXISTS (
        SELECT FROM tags AS earlier
        WHERE earlier.manifest_id = tags.manifest_id AND earlier.id <> tags.id
          AND ${matchesTag(filters, "earlier")}
          AND (${key("earlier")}, earlier.id) ${precedes} (${key("tags")}, tags.id))
    ORDER BY key ${direction}, tags.id ${direction}`;
}

/** Reads the manifests in their order and leaves out those without a tag that matches. */
function taggedManifests(repositoryId: number, list: TagList, reading: Reading): Prisma.Sql {
  const { filters, sort } = list;
  const { key, text } = sortings[sort];
  const direction = directionOf(reading.down);
  const isListed = isFiltered(filters)
    ? Prisma.sql`(manifests.id IN (SELECT tags.manifest_id FROM tags
        WHERE tags.repository_id = ${repositoryId} AND ${matchesAll(repositoryId, filters)})) IS TRUE`
    : Prisma.sql`EXISTS (SELECT FROM tags WHERE tags.manifest_id = manifests.id AND ${isOrdinary("tags")})`;
  return Prisma.sql`
    SELECT manifests.id, manifests.id AS manifest_id, ${key("manifests")} AS key, ${text("manifests")} AS value
    FROM manifests
    WHERE manifests.repository_id = ${repositoryId} AND ${isListed}
      AND ${isPast(sortings[sort], { ...reading, table: "manifests" })}
    ORDER BY key ${direction}, manifests.id ${direction}`;
}

/** The tags of a digest begin with the one that gives its place. */
function labelOrder(sort: TagSort): Prisma.Sql {
  const { of, key, largestFirst } = sortings[sort];
  const by = of === "tags" ? key("label") : Prisma.sql`label.pushed_at`;
  const direction = directionOf(of === "manifests" || largestFirst);
  return Prisma.sql`${by} ${direction}, label.id ${direction}`;
}
