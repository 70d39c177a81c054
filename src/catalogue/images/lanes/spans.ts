import { linear } from "../../../platform/charts/scales.ts";
import type { MoveCause } from "../../../platform/db/client.ts";

/** A move of a tag, as a lane draws it. */
export interface LaneMove {
  /** Null: the tag was deleted. */
  digest: string | null;
  at: Date;
  byName: string;
  cause: MoveCause | null;
  /** Whether the image is still in the catalogue. */
  known: boolean;
}

export interface Span extends LaneMove {
  /** In percent of the axis. */
  x: number;
  width: number;
  /** When the next move came; null: it lasts. */
  until: Date | null;
  what: string;
  /** Beside the word, for moves that are more than a push; else empty. */
  sign: string;
  /** One of `colours` classes: the same for a digest in each lane. */
  colour: number;
}

export interface Axis {
  from: Date;
  to: Date;
}

/** The spans of a lane on a time axis, the newest first. What ended before the axis begins is left out. */
export function spansOf(
  moves: readonly LaneMove[],
  { from, to }: Axis,
  colourOf = digestColours(),
): Span[] {
  const scale = linear([from.getTime(), to.getTime()]);
  const spans = moves.map((move, at) => {
    const until = moves[at - 1]?.at ?? null;
    const start = clamp(scale(move.at.getTime()));
    return {
      ...move,
      ...describeMove(move, moves.slice(at + 1)),
      x: start,
      width: clamp(scale((until ?? to).getTime())) - start,
      until,
      colour: colourOf(move.digest),
    };
  });
  return spans.filter(({ until }) => until === null || until > from);
}

const clamp = (percent: number) => Math.min(100, Math.max(0, percent));

const causes: Record<MoveCause, [what: string, sign: string]> = {
  overwrite: ["pushed over an immutable tag", "!"],
  accepted: ["pushed over an immutable tag and not reverted", "!"],
  revert: ["reverted: the tag is immutable", "↩"],
  rollback: ["rolled back", "↩"],
  restore: ["restored", "↻"],
  unproven: ["pushed by an unproven pusher", "!"],
  regctl_tag_rm: ["overwritten by regctl tag rm", "!"],
};

/** What a move was, in words. `earlier` are the moves before it, the newest first. */
export function describeMove(
  { digest, cause }: Pick<LaneMove, "digest" | "cause">,
  earlier: readonly Pick<LaneMove, "digest">[],
): Pick<Span, "what" | "sign"> {
  if (digest === null) return { what: "deleted", sign: "×" };
  if (cause) {
    const [what, sign] = causes[cause];
    return { what, sign };
  }
  if (earlier[0]?.digest === digest) return { what: "pushed again", sign: "" };
  if (earlier.some((move) => move.digest === digest))
    return { what: "pushed back to an earlier image", sign: "↩" };
  return { what: "pushed", sign: "" };
}

const colours = 6;

/** Gives digests colours in turn, so that neighbours differ; a digest keeps its own in all lanes of a page. */
export function digestColours(): (digest: string | null) => number {
  const given = new Map<string, number>();
  return (digest) => {
    if (digest === null) return 0;
    const colour = given.get(digest) ?? given.size % colours;
    given.set(digest, colour);
    return colour;
  };
}
