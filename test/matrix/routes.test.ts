import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { useApp } from "../support/app.ts";
import { makeTwoTeams, snapshotRows } from "../support/data/two-teams.ts";
import { routes } from "../support/routes.ts";
import { address } from "./address.ts";
import { answersTo } from "./answers.ts";
import { operations } from "./api-table.ts";
import { apiClients, pageClients } from "./clients.ts";
import { pages } from "./page-table.ts";

const app = await useApp();
const teams = await makeTwoTeams();
const clients = { pages: await pageClients(app, teams), operations: await apiClients(app, teams) };
const restore = await snapshotRows();

test("the tables list exactly the routes of the application", () => {
  const listed = [...pages, ...operations].map(({ route }) => route);
  const existing = routes();

  const unlisted = existing.filter((route) => !listed.includes(route));
  const removed = listed.filter((route) => !existing.includes(route));
  assert.deepEqual({ unlisted, removed }, { unlisted: [], removed: [] });
  assert.equal(new Set(listed).size, listed.length);
});

/** Names that only members of the team may see. */
const secrets = ["north/app", "of-north", "Team north", "north-olga", "north-vera", "north+bot"];
const outsiders = ["anon", "any", "off"];

/** Outsiders read here the names that they asked for themselves, at other routes. */
const ownWords = [
  "GET /api/v1/decisions",
  "GET /why",
  "GET /why/decisions.csv",
  "GET /why/decisions.ndjson",
];

for (const [kind, rows] of Object.entries({ pages, operations }))
  describe(`${kind} answer each person as in the table, without private names of other teams`, () => {
    for (const row of rows)
      test(row.route, async () => {
        const answers = await answersTo(row, clients[kind as keyof typeof clients], {
          teams,
          restore,
        });

        const codes = answers.map(([who, { code }]) => [who, code]);
        assert.deepEqual(Object.fromEntries(codes), row.expected);
        if (!row.route.startsWith("GET ") || ownWords.includes(row.route)) return;
        const requested = decodeURIComponent(address(row.route, teams.north));
        const hidden = secrets.filter((secret) => !requested.includes(secret));
        for (const [who, { text }] of answers.filter(([who]) => outsiders.includes(who)))
          for (const secret of hidden)
            assert.ok(!text.includes(secret), `${who} can read ${secret}`);
      });
  });

/** Programs send these without a cookie. */
const fromPrograms = /^POST \/(sign-in\/oidc\/:slug\/logout$|oauth\/)/;

describe("every form is refused without a CSRF token", () => {
  const forms = pages.filter(({ route }) => route.startsWith("POST ") && !fromPrograms.test(route));
  for (const { route } of forms)
    test(route, async () => {
      const answer = await clients.pages.adm?.(route, address(route, teams.north), { _csrf: "" });

      assert.equal(answer?.code, "403");
    });
});
