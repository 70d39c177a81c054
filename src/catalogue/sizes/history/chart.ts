import { linear, linePath, ticks } from "../../../platform/charts/scales.ts";
import { type Forecast, forecast, type StoredOn } from "./forecast.ts";

/** A line of what was stored, in percent of its frame. */
export interface StorageChart {
  days: StoredOn[]; // oldest first
  path: string; // empty if there are fewer than two days
  /** How the line goes on if nothing changes; empty if it does not grow. */
  ahead: string;
  ticks: { y: number; value: number }[];
  quota: { y: number; value: bigint } | null; // null: none, or far above the line
  until: Date | null; // the end of the picture
  forecast: Forecast;
}

const aDay = 86_400_000;
const aheadDays = 30;
const quotaInSight = 4; // times the highest value; a quota above that would press the line flat

export function drawStorage(days: readonly StoredOn[], quota: bigint | null): StorageChart {
  const expected = forecast(days, quota);
  const [first, last] = [days[0], days.at(-1)];
  const nothing = { path: "", ahead: "", ticks: [], quota: null, until: null };
  if (!first || !last || days.length < 2)
    return { days: [...days], ...nothing, forecast: expected };

  const grown = expected.kind === "growing" ? expected.perDay * aheadDays : 0;
  const until = new Date(last.day.getTime() + (grown > 0 ? aheadDays * aDay : 0));
  const highest = Math.max(
    ...days.map(({ stored }) => Number(stored)),
    Number(last.stored) + grown,
  );
  const shown = quota !== null && Number(quota) <= quotaInSight * highest ? quota : null;
  const marks = ticks(Math.max(1, highest, Number(shown ?? 0)));
  const x = linear([first.day.getTime(), until.getTime()]);
  const y = linear([0, marks.at(-1) ?? 1], [100, 8]);
  const end = [x(last.day.getTime()), y(Number(last.stored))] as const;
  return {
    days: [...days],
    path: linePath(days.map(({ day, stored }) => [x(day.getTime()), y(Number(stored))])),
    ahead: grown > 0 ? linePath([end, [100, y(Number(last.stored) + grown)]]) : "",
    ticks: marks.map((value) => ({ y: y(value), value })),
    quota: shown === null ? null : { y: y(Number(shown)), value: shown },
    until,
    forecast: expected,
  };
}
