import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { document } from "../../src/main/api.ts";
import { useApp } from "../support/app.ts";
import { makeTwoTeams } from "../support/data/two-teams.ts";
import type { Route } from "../support/routes.ts";
import { address } from "./address.ts";
import { apiClients } from "./clients.ts";

const app = await useApp();
const teams = await makeTwoTeams();
const { adm } = await apiClients(app, teams);

/** Each read operation with a parameter of its query. `only` takes several values. */
const parameters = Object.entries(document.paths).flatMap(([path, { get }]) => {
  const { parameters = [] }: { parameters?: { name: string; in: string }[] } = Object(get);
  const route = `GET ${path.replace(/\{(\w+)\}/g, ":$1")}` as Route;
  const names = parameters.filter((it) => it.in === "query").map(({ name }) => name);
  return names.filter((name) => !name.startsWith("only")).map((name) => ({ route, name }));
});

describe("a parameter of the API's query that is a list or is given twice is refused by name", () => {
  assert.ok(parameters.length > 50, "the document has parameters");
  for (const { route, name } of parameters)
    test(`${route} ${name}`, async () => {
      const [path = "", query] = address(route, teams.north).split("?");
      const others = new URLSearchParams(query);
      others.delete(name);
      for (const odd of [`${name}[]=x`, `${name}=1&${name}=1`]) {
        const answer = await adm?.(route, `${path}?${others}&${odd}`, {});

        assert.equal(answer?.code, "422", answer?.text);
        assert.match(answer?.text ?? "", new RegExp(`"${name}"`));
      }
    });
});
