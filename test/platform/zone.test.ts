import assert from "node:assert/strict";
import { test } from "node:test";
import { utc, zoneIn } from "../../src/platform/zone.ts";

const at = new Date("2026-12-06T23:05:59Z");

const cases: [cookies: string, exact: string, day: string][] = [
  ["", "6 December 2026, 23:05 UTC", "Sunday 6 December 2026"],
  ["portus-zone=UTC", "6 December 2026, 23:05 UTC", "Sunday 6 December 2026"],
  ["portus-zone=Asia%2FTokyo; x=y", "7 December 2026, 08:05 GMT+9", "Monday 7 December 2026"],
  ["portus-zone=Mars%2FPhobos", "6 December 2026, 23:05 UTC", "Sunday 6 December 2026"],
  ["portus-zone=%3Cscript%3E", "6 December 2026, 23:05 UTC", "Sunday 6 December 2026"],
];

for (const [cookies, exact, day] of cases)
  test(`with the cookies “${cookies}”, a time is ${exact}`, () => {
    const zone = zoneIn(cookies);

    assert.deepEqual([zone.exact(at), zone.day(at)], [exact, day]);
  });

test("a day of the coming week has its name, and a later one its date", () => {
  const now = new Date("2026-12-04T22:00:00Z"); // a Friday
  const words = [2, 3, 48, 24 * 6, 24 * 7].map((hours) =>
    utc.ahead(new Date(now.getTime() + hours * 3_600_000), now),
  );

  assert.deepEqual(words, ["tomorrow", "tomorrow", "Sunday", "Thursday", "11 December"]);
  assert.equal(utc.ahead(new Date("2026-12-04T23:05:00Z"), now), "today, 23:05 UTC");
  const tokyo = zoneIn("portus-zone=Asia/Tokyo");
  assert.equal(tokyo.ahead(new Date("2026-12-05T16:00:00Z"), now), "tomorrow");
});
