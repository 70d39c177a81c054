import { spanTitle } from "./sentences.ts";
import type { Span } from "./spans.ts";

/** The signs of moves that are close to each other, side by side in one text. */
export interface LaneSign {
  /** Of their middle, in percent of the axis. */
  x: number;
  text: string;
  /** What each of the moves was, a line for each. */
  title: string;
}

const minDistance = 8; // percent: three signs side by side on a telephone
const maxSigns = 2; // of one text; more are "…"

/** The signs of a lane from left to right, so far apart that none covers another. */
export function signsOf(spans: readonly Span[]): LaneSign[] {
  const groups: Span[][] = [];
  for (const span of spans.filter(({ sign }) => sign !== "").toReversed()) {
    const group = groups.at(-1);
    if (group?.[0] && span.x - group[0].x < minDistance) group.push(span);
    else groups.push([span]);
  }
  return groups.map((group) => ({
    x: group[0]?.x ?? 0,
    text: textOf(group),
    title: group.map(spanTitle).join("\n"),
  }));
}

/** Each sign once, in the order of the moves. */
function textOf(group: readonly Span[]): string {
  const signs = [...new Set(group.map(({ sign }) => sign))];
  return signs.slice(0, maxSigns).join("") + (signs.length > maxSigns ? "…" : "");
}
