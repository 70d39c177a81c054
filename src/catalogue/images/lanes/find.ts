import { db, Prisma } from "../../../platform/db/client.ts";
import { fetchPage, type Page, type PageRequest, pastSql } from "../../../platform/db/keyset.ts";
import { escapeLike } from "../../../platform/db/text.ts";
import type { LaneMove } from "./spans.ts";

/** A tag with its last moves, the newest first. */
export interface Lane {
  tag: string;
  moves: LaneMove[];
  /** Whether the tag moved more often than its `moves` show. */
  hasEarlier: boolean;
}

const lanesPerPage = 15;
const maxMoves = 24; // of a lane

/** The tags of a repository whose names contain a text, those that moved last first; deleted ones too. */
export async function lanesOf(
  repositoryId: number,
  contains: string,
  request: PageRequest,
): Promise<Page<Lane>> {
  const page = await fetchPage(request, {
    size: lanesPerPage,
    find: (at, take) => findLastMoves({ repositoryId, contains }, at, take),
    position: ({ at, id }) => ({ at, id: Number(id) }),
  });
  const moves = await movesOf(
    repositoryId,
    page.rows.map(({ tag }) => tag),
  );
  const rows = page.rows.map(({ tag }) => {
    const own = moves.get(tag) ?? [];
    return { tag, moves: own.slice(0, maxMoves), hasEarlier: own.length > maxMoves };
  });
  return { ...page, rows };
}

interface Wanted {
  repositoryId: number;
  contains: string;
}

interface LastMove {
  id: bigint;
  tag: string;
  at: Date;
}

const windowSize = 2_000; // moves that one statement reads
const maxWindows = 5;

/** The last move of each tag. A tag that moves all day fills whole windows of the list and yields one lane. */
async function findLastMoves(wanted: Wanted, from: PageRequest, take: number): Promise<LastMove[]> {
  const found: LastMove[] = [];
  let at: PageRequest | null = from;
  for (let read = 0; at && read < maxWindows && found.length < take; read += 1) {
    const rows = await readWindow(wanted, at, take - found.length);
    found.push(...rows.filter(({ isLane }) => isLane));
    const end = rows.find(({ isLane }) => !isLane);
    const position = end && { at: end.at, id: Number(end.id) };
    at = position ? (from.newer ? { newer: position } : { older: position }) : null;
  }
  return found;
}

/** The lanes in the next moves, and the last of these moves unless the list ends there. */
function readWindow(
  { repositoryId, contains }: Wanted,
  at: PageRequest,
  take: number,
): Promise<(LastMove & { isLane: boolean })[]> {
  const order = at.newer ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  return db.$queryRaw`
    WITH part AS MATERIALIZED (
      SELECT id, tag, at, row_number() OVER (ORDER BY at ${order}, id ${order}) AS n FROM (
        SELECT id, tag, at FROM tag_moves
        WHERE repository_id = ${repositoryId}
          AND ${pastSql.newestFirst(at, Prisma.sql`at`, Prisma.sql`id`)}
        ORDER BY at ${order}, id ${order} LIMIT ${windowSize}
      ) AS next
    )
    (SELECT id, tag, at, TRUE AS "isLane" FROM (
        SELECT * FROM (
          SELECT DISTINCT ON (tag) * FROM part
          WHERE tag ILIKE ${`%${escapeLike(contains)}%`} ORDER BY tag, at DESC
        ) AS of_tags ORDER BY n OFFSET 0 -- sorts first, so that only as many are looked up as are taken
      ) AS newest
      WHERE at = (
        SELECT last.at FROM tag_moves AS last
        WHERE last.repository_id = ${repositoryId} AND last.tag = newest.tag
        ORDER BY last.at DESC LIMIT 1)
      ORDER BY n LIMIT ${take})
    UNION ALL
    SELECT id, tag, at, FALSE FROM part WHERE n = ${windowSize}`;
}

async function movesOf(repositoryId: number, tags: string[]): Promise<Map<string, LaneMove[]>> {
  const found = new Map<string, LaneMove[]>(tags.map((tag) => [tag, []]));
  if (tags.length === 0) return found;
  const rows = await db.$queryRaw<(LaneMove & { tag: string })[]>`
    SELECT wanted.tag, move.digest, move.at, move.by_name AS "byName", move.cause,
      EXISTS (SELECT FROM manifests
        WHERE repository_id = ${repositoryId} AND manifests.digest = move.digest) AS known
    FROM unnest(${tags}::text[]) AS wanted (tag)
    CROSS JOIN LATERAL (
      SELECT digest, at, by_name, cause FROM tag_moves
      WHERE repository_id = ${repositoryId} AND tag = wanted.tag ORDER BY at DESC LIMIT ${maxMoves + 1}
    ) AS move
    ORDER BY wanted.tag, move.at DESC`;
  for (const { tag, ...move } of rows) found.get(tag)?.push(move);
  return found;
}
