import { decide, type EvaluatedTag, type Retention } from "./decide.ts";
import { nextNight } from "./nightly-times.ts";

export interface Night {
  at: Date;
  deleted: number; // tags
}

const shownNights = 14;
const dayMs = 86_400_000;
const farAway = new Date(8_640_000_000_000_000);

/** The coming nights, the next one first. */
export function comingNights(now: Date): Date[] {
  const next = nextNight(now).getTime();
  return Array.from({ length: shownNights }, (_, at) => new Date(next + at * dayMs));
}

/**
 * How many tags rules delete on each night if nothing is pushed or pulled until then. Takes one pass: only age changes
 * from night to night, so each image has one night from which no rule keeps it.
 */
export function deletionsByNight(
  tags: readonly EvaluatedTag[],
  rules: Retention,
  nights: readonly Date[],
): Night[] {
  const eventually = decide(tags, rules, farAway);
  const ends = new Map<number, number>(); // when the last of an image's tags is too old to be kept
  tags.forEach((tag, at) => {
    if (eventually[at]?.deleted)
      ends.set(tag.image, Math.max(ends.get(tag.image) ?? 0, endOf(tag, rules)));
  });
  const found = nights.map((at) => ({ at, deleted: 0 }));
  for (const { image, deleted } of eventually) {
    const end = ends.get(image) ?? 0;
    const night = deleted && found.find(({ at }) => at.getTime() >= end);
    if (night) night.deleted += 1;
  }
  return found;
}

function endOf(
  { pushedAt, pulledAt }: EvaluatedTag,
  { pushedDays, pulledDays }: Retention,
): number {
  const pushed = pushedAt.getTime() + (pushedDays ?? 0) * dayMs;
  return pulledAt ? Math.max(pushed, pulledAt.getTime() + (pulledDays ?? 0) * dayMs) : pushed;
}
