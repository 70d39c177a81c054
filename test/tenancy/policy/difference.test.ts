import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { difference } from "../../../src/tenancy/policy/difference.ts";
import type { Guarded } from "../../../src/tenancy/policy/policy.ts";
import { person } from "../../support/data/policy-actors.ts";

const vera = person(1, { username: "vera" });
const people = [
  { who: "anyone", actor: null },
  { who: "vera", actor: vera },
];
const web: Guarded = {
  kind: "team",
  visibility: "private",
  members: [{ userId: 1, role: "viewer" }],
};
const promoted: Guarded = { ...web, members: [{ userId: 1, role: "contributor" }] };

test("making a namespace public lets exactly those pull who could not before", () => {
  const after: Guarded = { ...web, visibility: "public" };

  const changes = difference(people, [{ name: "web", before: web, after }], config.rules);

  assert.deepEqual(changes, [{ who: "anyone", gains: ["pull"], loses: [], where: ["web"] }]);
});

test("a viewer who becomes a contributor gains push, shown once for all namespaces", () => {
  const alternatives = ["web", "tools"].map((name) => ({ name, before: web, after: promoted }));

  const changes = difference(people, alternatives, config.rules);

  assert.deepEqual(changes, [{ who: "vera", gains: ["push"], loses: [], where: ["web", "tools"] }]);
});

test("where only admins push, a contributor gains nothing", () => {
  const rules = { ...config.rules, pushPolicy: "admin-only" as const };

  assert.deepEqual(difference(people, [{ name: "web", before: web, after: promoted }], rules), []);
});

test("leaving a team ends every right in its private namespaces, and keeps pull in public ones", () => {
  const open: Guarded = { ...promoted, visibility: "public" };
  const alternatives = [
    { name: "closed", before: promoted, after: { ...promoted, members: [] } },
    { name: "open", before: open, after: { ...open, members: [] } },
  ];

  assert.deepEqual(difference(people, alternatives, config.rules), [
    { who: "vera", gains: [], loses: ["pull", "push"], where: ["closed"] },
    { who: "vera", gains: [], loses: ["push"], where: ["open"] },
  ]);
});
