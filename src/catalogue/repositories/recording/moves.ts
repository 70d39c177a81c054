import type { Agent } from "../../../history/record.ts";
import type { MoveCause } from "../../../platform/db/client.ts";
import { isReferrerTag } from "../../../registry/client/referrers.ts";
import type { MoveState, RepositoryState, Timeline } from "./state.ts";
import { truncated } from "./times.ts";

interface Move {
  tag: string;
  digest: string | null;
  agent: Agent;
  at: string;
  cause?: MoveCause | null;
}

/** Adds a move to a tag's timeline. Adding the same event again changes nothing. */
export function addMove(
  repository: RepositoryState,
  { tag, digest, agent, cause = null, ...move }: Move,
): void {
  const timeline = timelineOf(repository, tag);
  if (isReferrerTag(tag, digest) && !timeline.hasEarlier && timeline.moves.length === 0) return;
  const at = truncated(move.at);
  const index = positionOf(timeline, at);
  const known = timeline.moves[index];
  if (known?.at === at) {
    known.digest = digest;
    known.write = known.write === "cause" ? "cause" : "digest";
    return;
  }
  const added = { at, digest, byId: agent.id, byName: agent.username, cause };
  timeline.moves.splice(index, 0, { ...added, write: "digest" });
}

/** The moves of a tag before a time, newest first. */
export function movesBefore(repository: RepositoryState, tag: string, time: string): MoveState[] {
  const timeline = timelineOf(repository, tag);
  return timeline.moves.slice(0, positionOf(timeline, truncated(time))).reverse();
}

/** The moves of a tag after a move at this time, oldest first; none if there is no such move. */
export function movesAfter(repository: RepositoryState, tag: string, time: string): MoveState[] {
  const timeline = timelineOf(repository, tag);
  const index = positionOf(timeline, truncated(time));
  return timeline.moves[index]?.at === truncated(time) ? timeline.moves.slice(index + 1) : [];
}

/** Sets the cause of the move at this time, if there is one; null: an ordinary push. */
export function setCause(
  repository: RepositoryState,
  { tag, at }: { tag: string; at: string },
  cause: MoveCause | null,
): void {
  const timeline = timelineOf(repository, tag);
  const move = timeline.moves[positionOf(timeline, truncated(at))];
  if (move?.at === truncated(at)) Object.assign(move, { cause, write: "cause" });
}

function timelineOf({ timelines }: RepositoryState, tag: string): Timeline {
  const timeline = timelines.get(tag) ?? { hasEarlier: false, moves: [] };
  timelines.set(tag, timeline);
  return timeline;
}

/** The position of the first move at this time or later. Moves are mostly added at the end. */
function positionOf({ moves }: Timeline, at: string): number {
  let index = moves.length;
  while (index > 0 && (moves[index - 1]?.at ?? "") >= at) index -= 1;
  return index;
}
