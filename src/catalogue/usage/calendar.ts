import { stepOf } from "../../platform/charts/scales.ts";
import type { DayOfPulls } from "../pulls/by-day.ts";

/** A day of a calendar: its column (the week), its row (Monday is 0) and its step, 0 to 5. */
interface CalendarDay extends DayOfPulls {
  row: number;
  step: number;
}

export interface CalendarWeek {
  column: number;
  monday: Date;
  days: CalendarDay[];
  /** The month that begins in it, such as "Mar"; empty if none does. */
  month: string;
}

const weeks = 53;
const aDay = 86_400_000;
const monthName = new Intl.DateTimeFormat("en-GB", { month: "short", timeZone: "UTC" });

/** How many days end today and begin on a Monday, 52 weeks ago. */
export function calendarDays(today = new Date()): number {
  return (weeks - 1) * 7 + rowOf(today) + 1;
}

/** The days of the last 53 weeks, week by week. `days` are oldest first, and the first is a Monday. */
export function calendarOf(days: readonly DayOfPulls[]): CalendarWeek[] {
  const highest = Math.max(0, ...days.map(({ count }) => count));
  const count = Math.ceil(days.length / 7);
  return Array.from({ length: count }, (_, column) => {
    const week = days.slice(column * 7, column * 7 + 7);
    const monday = week[0]?.day ?? new Date(0);
    return {
      column,
      monday,
      month: monthIn(monday, column),
      days: week.map((it) => ({ ...it, row: rowOf(it.day), step: stepOf(it.count, highest) })),
    };
  });
}

const rowOf = (day: Date) => (day.getUTCDay() + 6) % 7;

/** The first week has the name of its month unless the next month's would overlap it. */
function monthIn(monday: Date, column: number): string {
  const sunday = new Date(monday.getTime() + 6 * aDay);
  const begins = sunday.getUTCDate() <= 7;
  const isRoomy = column === 0 && sunday.getUTCDate() < 15;
  return begins || isRoomy ? monthName.format(sunday) : "";
}
