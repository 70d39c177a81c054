import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { useApp } from "../support/app.ts";
import { makeTwoTeams, snapshotRows } from "../support/data/two-teams.ts";
import { routes } from "../support/routes.ts";
import { address } from "./address.ts";
import { callers, visitors } from "./askers.ts";
import { answersTo } from "./asking.ts";
import { operations, pages } from "./table.ts";

const app = await useApp();
const world = await makeTwoTeams();
const asks = { pages: await visitors(app, world), operations: await callers(app, world) };
const restore = await snapshotRows();

test("every route of the application is in the table, and nothing else", () => {
  const listed = [...pages, ...operations].map(({ route }) => route);
  const there = routes();

  const unlisted = there.filter((route) => !listed.includes(route));
  const gone = listed.filter((route) => !there.includes(route));
  assert.deepEqual({ unlisted, gone }, { unlisted: [], gone: [] });
  assert.equal(new Set(listed).size, listed.length);
});

for (const [kind, rows] of Object.entries({ pages, operations }))
  describe(`${kind} answer everyone as the table says`, () => {
    for (const row of rows)
      test(row.route, async () => {
        const answers = await answersTo(row, asks[kind as keyof typeof asks], { world, restore });

        const codes = answers.map(([who, { code }]) => [who, code]);
        assert.deepEqual(Object.fromEntries(codes), row.expected);
      });
  });

/** What nobody may learn who is not of the team. */
const secrets = ["north/app", "of-north", "Team north", "north-olga", "north-vera", "north+bot"];
const outside = { anon: "", any: "", off: "" };

describe("FIELD 12: what belongs to a team is named to nobody outside of it", () => {
  for (const [kind, rows] of Object.entries({ pages, operations }))
    for (const { route } of rows.filter((row) => row.route.startsWith("GET ")))
      test(route, async () => {
        const row = { route, expected: outside };
        const answers = await answersTo(row, asks[kind as keyof typeof asks], { world, restore });

        const asked = decodeURIComponent(address(route, world.north));
        const untold = secrets.filter((secret) => !asked.includes(secret));
        for (const [who, { text }] of answers)
          for (const secret of untold)
            assert.ok(!text.includes(secret), `${who} is told of ${secret}`);
      });
});

describe("every form is refused that does not come from the site's own page", () => {
  for (const { route } of pages.filter((row) => row.route.startsWith("POST ")))
    test(route, async () => {
      const answer = await asks.pages.adm?.(route, address(route, world.north), { _csrf: "" });

      assert.equal(answer?.code, "403");
    });
});
