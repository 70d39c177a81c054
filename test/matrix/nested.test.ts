import assert from "node:assert/strict";
import { test } from "node:test";
import { useApp } from "../support/app.ts";
import { makeTwoTeams } from "../support/data/two-teams.ts";
import { address, parametersOf } from "./address.ts";
import { callers, visitors } from "./askers.ts";
import { bodyFor } from "./bodies.ts";
import { operations, pages } from "./table.ts";

const app = await useApp();
const world = await makeTwoTeams();
const { adm: page } = await visitors(app, world);
const { adm: operation } = await callers(app, world);

const nested = [
  ...pages.map(({ route }) => ({ route, ask: page })),
  ...operations.map(({ route }) => ({ route, ask: operation })),
].filter(({ route }) => parametersOf(route) > 1 && !route.includes("/referrers/"));

/** The requests are an admin's, so that permissions are no reason to refuse. */
for (const { route, ask } of nested)
  test(`FIELD 13: ${route} is 404 for a child of another parent`, async () => {
    const path = address(route, world.north, world.south);

    const answer = await ask?.(route, path, bodyFor(route, world));

    assert.equal(answer?.code, "404", answer?.text);
  });
