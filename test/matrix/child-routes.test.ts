import assert from "node:assert/strict";
import { test } from "node:test";
import { useApp } from "../support/app.ts";
import { makeTwoTeams } from "../support/data/two-teams.ts";
import { address, parametersOf } from "./address.ts";
import { operations } from "./api-table.ts";
import { bodyFor } from "./bodies.ts";
import { apiClients, pageClients } from "./clients.ts";
import { pages } from "./page-table.ts";

const app = await useApp();
const teams = await makeTwoTeams();
const { adm: page } = await pageClients(app, teams);
const { adm: operation } = await apiClients(app, teams);

const nested = [
  ...pages.map(({ route }) => ({ route, client: page })),
  ...operations.map(({ route }) => ({ route, client: operation })),
].filter(({ route }) => parametersOf(route) > 1 && !/\/(referrers|badges)\//.test(route)); // of any repository

/** The requests are an admin's, so that permissions are no reason to refuse. */
for (const { route, client } of nested)
  test(`FIELD 13: ${route} is 404 for a child of another parent`, async () => {
    const path = address(route, teams.north, teams.south);

    const answer = await client?.(route, path, bodyFor(route, teams));

    assert.equal(answer?.code, "404", answer?.text);
  });
