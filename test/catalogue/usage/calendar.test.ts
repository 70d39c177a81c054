import assert from "node:assert/strict";
import { test } from "node:test";
import { calendarDays, calendarOf } from "../../../src/catalogue/usage/calendar.ts";

const monday = Date.UTC(2025, 2, 3);
const daysFrom = (counts: readonly number[]) =>
  counts.map((count, n) => ({ day: new Date(monday + n * 86_400_000), count }));

test("a calendar begins on a Monday, 52 weeks before this week, and ends today", () => {
  assert.equal(calendarDays(new Date("2026-03-02T00:00:00Z")), 365); // a Monday
  assert.equal(calendarDays(new Date("2026-03-08T23:59:59Z")), 371); // a Sunday
});

test("each day is in the column of its week and the row of its weekday", () => {
  const weeks = calendarOf(daysFrom(new Array(371).fill(1)));

  assert.equal(weeks.length, 53);
  for (const { days } of weeks)
    assert.deepEqual(
      days.map(({ row }) => row),
      [0, 1, 2, 3, 4, 5, 6],
    );
  assert.deepEqual(
    weeks.map(({ column }) => column),
    weeks.map((_, n) => n),
  );
});

test("the last week ends today", () => {
  assert.deepEqual(
    calendarOf(daysFrom(new Array(9).fill(0))).map(({ days }) => days.length),
    [7, 2],
  );
});

test("days have steps by their part of the highest, and days without pulls have none", () => {
  const [week] = calendarOf(daysFrom([0, 1, 20, 21, 50, 99, 100]));

  assert.deepEqual(
    week?.days.map(({ step }) => step),
    [0, 1, 1, 2, 3, 5, 5],
  );
});

test("each month is named once, where it begins", () => {
  const months = calendarOf(daysFrom(new Array(371).fill(0))).flatMap(({ month }) => month || []);

  assert.deepEqual(months, [
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
    "Jan",
    "Feb",
    "Mar",
  ]);
});
