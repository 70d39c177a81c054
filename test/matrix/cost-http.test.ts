import assert from "node:assert/strict";
import { test } from "node:test";
import { useApp } from "../support/app.ts";
import { makeApplicationToken, makeTwoTeams } from "../support/data/two-teams.ts";
import { endpointRequests, type Growing, growth, headerRequests, printable } from "./cost-http.ts";

// By HTTP: one request for each header and endpoint at 90 % of its limit, each with another shape of text.

const app = await useApp();
const teams = await makeTwoTeams();
const { header: token } = await makeApplicationToken(teams.admin);

async function problemsOf(requests: readonly Growing[]): Promise<string[]> {
  const problems: string[] = [];
  for (const request of requests) problems.push(...[(await growth(app, request)) ?? []].flat());
  return problems;
}

/** One request of each, by turns with each of the shapes. */
const byTurns = (of: (shape: (typeof printable)[number]) => Growing[]) => {
  const all = printable.map(of);
  return (all[0] ?? []).flatMap((_, at) => all[at % all.length]?.[at] ?? []);
};

const ofHeaders = byTurns((shape) => headerRequests([shape]));
const ofEndpoints = byTurns((shape) => endpointRequests(teams, token, shape));

test(`S2: ${ofHeaders.length} headers at 90 % of the limit cost no more than their length`, async () => {
  assert.deepEqual(await problemsOf(ofHeaders), []);
});

test(`S1: ${ofEndpoints.length} endpoints take 90 % of the limit at no more than the cost of its length`, async () => {
  assert.ok(ofEndpoints.length > 80);
  assert.deepEqual(await problemsOf(ofEndpoints), []);
});
