import assert from "node:assert/strict";
import { after, test } from "node:test";
import { parametersOf } from "../matrix/address.ts";
import { operations } from "../matrix/api-table.ts";
import { bodyFor } from "../matrix/bodies.ts";
import { apiClients, pageClients } from "../matrix/clients.ts";
import { pages } from "../matrix/page-table.ts";
import { useApp } from "../support/app.ts";
import { makeTwoTeams } from "../support/data/two-teams.ts";

const app = await useApp();
const teams = await makeTwoTeams();
const clients = {
  pages: (await pageClients(app, teams)).adm,
  operations: (await apiClients(app, teams)).adm,
};
const rows = { pages, operations };

/** Names that nothing has: Postgres can't store some of them, and others are no text or lead elsewhere. */
const names = [
  "%00",
  "%00..",
  "a%00b",
  "%ed%a0%80",
  "%EF%BF%BF",

  "-1",
  "1e9",
  "%20",
  "0x1",
];
let requests = 0;

for (const kind of ["pages", "operations"] as const)
  for (const { route } of rows[kind].filter(({ route }) => parametersOf(route) > 0))
    test(`R15: a name that nothing can have is no error of Portus: ${route}`, async () => {
      const path = route.slice(route.indexOf("/"));

      for (const name of names)
        for (let at = 0; at < parametersOf(route); at += 1) {
          let seen = 0;
          const filled = path.replace(/[:*]\w+/g, () => (seen++ === at ? name : "1"));
          const answer = await clients[kind]?.(route, filled, bodyFor(route, teams));
          requests += 1;
          assert.ok(
            answer && Number(answer.code) < 500,
            `${filled}: ${answer?.code} ${answer?.text.slice(0, 200)}`,
          );
        }
    });

after(() => assert.ok(requests > 1_000, `${requests} requests`));
