import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { useApp } from "../support/app.ts";
import { makeTwoTeams, type TeamData } from "../support/data/two-teams.ts";
import type { Route } from "../support/routes.ts";
import { address, parametersOf } from "./address.ts";
import { operations } from "./api-table.ts";
import { bodyFor } from "./bodies.ts";
import { apiClients, pageClients } from "./clients.ts";
import { pages } from "./page-table.ts";

const app = await useApp();
const teams = await makeTwoTeams();
const clients = {
  pages: (await pageClients(app, teams)).adm,
  operations: (await apiClients(app, teams)).adm,
};
const rows = { pages, operations };
const kinds = ["pages", "operations"] as const;

const absent = 2_147_483_647;
const tooLarge = ["2147483648", "9223372036854775808"];

/** The same data with this id in every row. */
function withIds(place: TeamData, id: unknown): TeamData {
  const renamed = Object.entries(place).map(([name, thing]) => [
    name,
    typeof thing === "object" ? { ...thing, id, registryId: id } : thing,
  ]);
  return Object.fromEntries(renamed);
}

/** Paths with one unknown id: the first, or the one below it. */
function addresses(route: Route, id: unknown): string[] {
  const { north } = teams;
  const unknown = withIds(north, id);
  const all = [address(route, unknown, north)];
  if (parametersOf(route) > 1) all.push(address(route, north, unknown));
  return all.filter((path) => path !== address(route, north));
}

/** The requests are an admin's, so that permissions are no reason to refuse. */
for (const kind of kinds)
  describe(`an id too large for the database is answered like an unknown one: ${kind}`, () => {
    for (const { route } of rows[kind].filter(({ route }) => addresses(route, absent).length > 0))
      test(route, async () => {
        const codes = async (id: unknown) => {
          const found = [];
          for (const path of addresses(route, id))
            found.push((await clients[kind]?.(route, path, bodyFor(route, teams)))?.code);
          return found;
        };

        const expected = await codes(absent);

        for (const id of tooLarge) assert.deepEqual(await codes(id), expected, id);
        assert.ok(!expected.includes("500"));
      });
  });

const message = /contains a NUL character/;
const excluded =
  / (\/(scim\/)?v[12]|\/oauth|\/docker-credential-portus|\/sign-in\/oidc\/:slug\/logout|\/assets|\/healthz|\/readyz|\/metrics|\/api\/openapi(\.json|-spec)$)/; // they have their own rules

for (const kind of kinds)
  describe(`the character NUL is refused with a message in every query and field: ${kind}`, () => {
    for (const { route } of rows[kind].filter(({ route }) => !excluded.test(route)))
      test(route, async () => {
        const path = address(route, teams.north);
        const body = bodyFor(route, teams);
        const send = (where: string, fields: typeof body) => clients[kind]?.(route, where, fields);

        const answers = [await send(`${path}${path.includes("?") ? "&" : "?"}q=a%00b`, body)];
        if (!route.startsWith("GET "))
          for (const [name, value] of Object.entries(body))
            answers.push(await send(path, { ...body, [name]: `${value}\0` }));

        for (const answer of answers) {
          assert.equal(answer?.code, "422", answer?.text);
          assert.match(answer?.text ?? "", message);
        }
      });
  });

describe("the character NUL in a path causes no server error", () => {
  for (const kind of kinds)
    for (const { route } of rows[kind].filter(({ route }) => parametersOf(route) > 0))
      test(route, async () => {
        const path = route.slice(route.indexOf("/")).replace(/[:*]\w+/g, "a%00b");

        const answer = await clients[kind]?.(route, path, bodyFor(route, teams));

        assert.notEqual(answer?.code, "500", answer?.text);
      });
});
