import assert from "node:assert/strict";
import { test } from "node:test";
import { zoneIn } from "../../src/platform/zone.ts";

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
