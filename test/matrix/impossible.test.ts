import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { useApp } from "../support/app.ts";
import { makeTwoTeams, type TeamData } from "../support/data/two-teams.ts";
import type { Route } from "../support/routes.ts";
import { address, parametersOf } from "./address.ts";
import { callers, visitors } from "./askers.ts";
import { bodyFor } from "./bodies.ts";
import { operations, pages } from "./table.ts";

const app = await useApp();
const world = await makeTwoTeams();
const asks = {
  pages: (await visitors(app, world)).adm,
  operations: (await callers(app, world)).adm,
};
const rows = { pages, operations };
const kinds = ["pages", "operations"] as const;

const absent = 2_147_483_647;
const beyond = ["2147483648", "9223372036854775808"];

/** The same place, in which everything has an id that there is not. */
function withIds(place: TeamData, id: unknown): TeamData {
  const renamed = Object.entries(place).map(([name, thing]) => [
    name,
    typeof thing === "object" ? { ...thing, id, registryId: id } : thing,
  ]);
  return Object.fromEntries(renamed);
}

/** The addresses in which an id is of nothing: the first alone, and the one below it alone. */
function addresses(route: Route, id: unknown): string[] {
  const { north } = world;
  const nowhere = withIds(north, id);
  const all = [address(route, nowhere, north)];
  if (parametersOf(route) > 1) all.push(address(route, north, nowhere));
  return all.filter((path) => path !== address(route, north));
}

/** Asked by an admin, who may do all of it: there is no other reason to refuse. */
for (const kind of kinds)
  describe(`an id that is too large for the database is as one that there is not: ${kind}`, () => {
    for (const { route } of rows[kind].filter(({ route }) => addresses(route, absent).length > 0))
      test(route, async () => {
        const codes = async (id: unknown) => {
          const found = [];
          for (const path of addresses(route, id))
            found.push((await asks[kind]?.(route, path, bodyFor(route, world)))?.code);
          return found;
        };

        const expected = await codes(absent);

        for (const id of beyond) assert.deepEqual(await codes(id), expected, id);
        assert.ok(!expected.includes("500"));
      });
  });

const sentence = /holds the character NUL/;
const unasked = / (\/v[12]|\/assets|\/healthz|\/readyz|\/metrics|\/api\/openapi(\.json|-spec)$)/; // they have rules of their own

for (const kind of kinds)
  describe(`the character NUL is refused with a sentence, in every query and every field: ${kind}`, () => {
    for (const { route } of rows[kind].filter(({ route }) => !unasked.test(route)))
      test(route, async () => {
        const path = address(route, world.north);
        const body = bodyFor(route, world);
        const ask = (where: string, fields: typeof body) => asks[kind]?.(route, where, fields);

        const answers = [await ask(`${path}${path.includes("?") ? "&" : "?"}q=a%00b`, body)];
        if (!route.startsWith("GET "))
          for (const [name, value] of Object.entries(body))
            answers.push(await ask(path, { ...body, [name]: `${value}\0` }));

        for (const answer of answers) {
          assert.equal(answer?.code, "422", answer?.text);
          assert.match(answer?.text ?? "", sentence);
        }
      });
  });

describe("the character NUL in an address breaks nothing", () => {
  for (const kind of kinds)
    for (const { route } of rows[kind].filter(({ route }) => parametersOf(route) > 0))
      test(route, async () => {
        const path = route.slice(route.indexOf("/")).replace(/[:*]\w+/g, "a%00b");

        const answer = await asks[kind]?.(route, path, bodyFor(route, world));

        assert.notEqual(answer?.code, "500", answer?.text);
      });
});
