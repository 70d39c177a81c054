import type { Tx } from "../../../platform/db/client.ts";
import { isReferrerTag } from "../../../registry/client/referrers.ts";
import { isImmutable } from "../tags/immutable-patterns.ts";
import type { MoveState, Place } from "./state.ts";
import { distinct, type Known, time, valuesOf, type WantedAt } from "./wanted.ts";

/**
 * The moves by which pushes over immutable tags are judged: those since the oldest event, the last one before, and the
 * last one before that was no overwrite. Of a tag named like those of attachments, only whether it has moved.
 */
export async function loadMoves(tx: Tx, known: Known, wanted: readonly WantedAt[]): Promise<void> {
  const asked = [...judgedTags(wanted), ...ambiguousTags(known, wanted)];
  if (asked.length === 0) return;
  const rows = await tx.$queryRaw<(Omit<MoveState, "write"> & { id: number; tag: string })[]>`
    SELECT asked.id, asked.tag, ${time("move.at")} AS at, move.digest, move.by_id AS "byId",
      move.by_name AS "byName", move.cause
    FROM jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) AS asked (id int, tag text, at timestamptz)
    CROSS JOIN LATERAL (
      (SELECT * FROM tag_moves m WHERE m.repository_id = asked.id AND m.tag = asked.tag
        AND m.at >= date_trunc('milliseconds', asked.at))
      UNION (SELECT * FROM tag_moves m WHERE m.repository_id = asked.id AND m.tag = asked.tag
        AND m.at < date_trunc('milliseconds', asked.at) ORDER BY m.at DESC LIMIT 1)
      UNION (SELECT * FROM tag_moves m WHERE m.repository_id = asked.id AND m.tag = asked.tag
        AND m.at < date_trunc('milliseconds', asked.at) AND m.cause IS DISTINCT FROM 'overwrite'
        ORDER BY m.at DESC LIMIT 1)
    ) AS move ORDER BY move.at`;
  for (const { id, tag, ...move } of rows) {
    const timelines = known.get(id)?.timelines;
    const timeline = timelines?.get(tag) ?? { hasEarlier: true, moves: [] };
    timeline.moves.push({ ...move, write: "no" });
    timelines?.set(tag, timeline);
  }
}

interface AskedTag {
  id: number;
  tag: string;
  at: string;
}

function judgedTags(wanted: readonly WantedAt[]): AskedTag[] {
  const oldest = new Map<Place, string>();
  for (const { place, at } of wanted)
    if (at < (oldest.get(place) ?? "infinity")) oldest.set(place, at);
  return distinct(
    wanted.flatMap(({ place, tag }) => {
      const [id, at] = [place.repository?.id, oldest.get(place)];
      const isJudged = tag !== undefined && isImmutable(place.patterns, tag);
      return id && at && isJudged ? [{ id, tag, at }] : [];
    }),
    ({ id, tag }) => `${id}:${tag}`,
  );
}

function ambiguousTags(known: Known, wanted: readonly WantedAt[]): AskedTag[] {
  const named = valuesOf(wanted, ({ tag }) => tag).map(({ id, value: tag }) => ({ id, tag }));
  const loaded = [...known].flatMap(([id, { tags }]) =>
    [...tags.keys()].map((tag) => ({ id, tag })),
  );
  return distinct(
    [...named, ...loaded]
      .filter(({ tag }) => isReferrerTag(tag))
      .map((it) => ({ ...it, at: "infinity" })),
    ({ id, tag }) => `${id}:${tag}`,
  );
}

export async function loadExpectedMoves(tx: Tx, known: Known): Promise<void> {
  const rows = await tx.expectedMove.findMany({
    where: { repositoryId: { in: [...known.keys()] } },
  });
  for (const { repositoryId, tag, digest, byName, cause } of rows)
    known.get(repositoryId)?.expectedMoves.push({ tag, digest, byName, cause, isTaken: false });
}
