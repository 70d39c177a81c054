import { movesAfter, movesBefore, setCause } from "../../catalogue/repositories/recording/moves.ts";
import {
  entryAbout,
  type MoveState,
  type PendingEntry,
  type Place,
  type RepositoryState,
} from "../../catalogue/repositories/recording/state.ts";
import { isImmutable } from "../../catalogue/repositories/tags/immutable-patterns.ts";
import { type Agent, reportedBy } from "../../history/record.ts";
import type { AuditKey } from "../../history/verbs.ts";
import { portus } from "../../identity/actor/system-actors.ts";

export interface MovedTag {
  tag: string;
  digest: string;
  agent: Agent;
  at: string; // UTC, to the microsecond
}

/** What follows from pushes over immutable tags. */
export interface Consequences {
  entries: PendingEntry[];
  overwrites: Overwrite[]; // to revert
}

export interface Overwrite {
  repository: RepositoryState;
  tag: string;
}

/**
 * Sets the cause of a push in the tag's timeline: an overwrite of an immutable tag, whose revert is then queued, or a push
 * by Portus itself. Nobody is exempt. The first push of a tag is allowed, and so is pushing the same image again.
 */
export function classifyMove(place: Place, moved: MovedTag): Consequences {
  const { repository } = place;
  if (!repository || takeExpected(repository, moved)) return nothing;
  if (!isImmutable(place.patterns, moved.tag)) return nothing;

  const { tag, digest, agent, at } = moved;
  const before = movesBefore(repository, tag, at);
  if (agent.username === portus.username && before[0]?.cause === "overwrite") {
    setCause(repository, moved, "revert");
    return { entries: [noteOf(place, moved, "tag.put_back", before[0].digest)], overwrites: [] };
  }
  const right = before.find(({ cause }) => cause !== "overwrite");
  if (right?.digest && right.digest !== digest)
    return overwrite(place, repository, { moved, from: right.digest });
  return classifyLater(place, repository, moved);
}

const nothing: Consequences = { entries: [], overwrites: [] };

/** Whether Portus expected the move. It is expected once. */
function takeExpected(repository: RepositoryState, moved: MovedTag): boolean {
  const { tag, digest, agent } = moved;
  const expected = repository.expectedMoves.find(
    (it) => !it.isTaken && it.tag === tag && it.digest === digest && it.byName === agent.username,
  );
  if (!expected) return false;
  expected.isTaken = true;
  setCause(repository, moved, expected.cause);
  return true;
}

function overwrite(
  place: Place,
  repository: RepositoryState,
  { moved, from }: { moved: MovedTag; from: string },
): Consequences {
  setCause(repository, moved, "overwrite");
  const entries = [noteOf(place, moved, "tag.overwrite", from)];
  return { entries, overwrites: [{ repository, tag: moved.tag }] };
}

/** Events may arrive out of order: moves after this push were classified without it. */
function classifyLater(place: Place, repository: RepositoryState, moved: MovedTag): Consequences {
  const all: Consequences = { entries: [], overwrites: [] };
  for (const { at, digest, byId, byName, cause } of dependentMoves(place, repository, moved)) {
    const later = { tag: moved.tag, digest, agent: { id: byId, username: byName }, at };
    const over = digest !== moved.digest;
    if (!over && cause === "overwrite") setCause(repository, later, null);
    if (!over || cause === "overwrite") continue;
    const { entries, overwrites } = overwrite(place, repository, {
      moved: later,
      from: moved.digest,
    });
    all.entries.push(...entries);
    all.overwrites.push(...overwrites);
  }
  return all;
}

/**
 * The later moves whose cause depends on this one: those up to the next deletion, rollback or accepted overwrite, and
 * after the patterns last changed.
 */
function dependentMoves(
  { immutableSince }: Place,
  repository: RepositoryState,
  { tag, at }: MovedTag,
): (MoveState & { digest: string })[] {
  const later = movesAfter(repository, tag, at);
  const end = later.findIndex(
    (move) =>
      move.digest === null ||
      move.cause === "accepted" ||
      move.cause === "rollback" ||
      move.at < (immutableSince ?? ""),
  );
  return later
    .slice(0, end < 0 ? later.length : end)
    .flatMap((move) => (move.digest === null ? [] : [{ ...move, digest: move.digest }]));
}

function noteOf(
  place: Place,
  { tag, digest, agent, at }: MovedTag,
  key: AuditKey,
  from: string | null,
): PendingEntry {
  const entry = entryAbout(place, key, { at, details: { tag, digest, from } });
  return { record: { audit: reportedBy(agent), entry }, repository: place.repository };
}
