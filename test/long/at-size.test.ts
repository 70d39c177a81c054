import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fill } from "../../bench/size/fill.ts";
import { type Role, roles, type Visit, visitsOf } from "../../bench/size/visits.ts";
import { verifyChain } from "../../src/history/verify.ts";
import { accessChanged, disconnect, pool } from "../../src/platform/db/client.ts";
import { apiClients, pageClients } from "../matrix/clients.ts";
import { useApp } from "../support/app.ts";
import { makeTwoTeams } from "../support/data/two-teams.ts";
import type { Route } from "../support/routes.ts";
import { type Cost, costOf, statementsOf } from "../support/statements.ts";

// With SIZE_FACTOR=1, a million tags: takes 15 minutes.
const factor = Number(process.env.SIZE_FACTOR ?? 0.2);
const smallFactor = 0.001;

/**
 * May be read whole, to count or sort: tables with rows for people, teams or repositories, the hours of a day, and the
 * deletions of a week.
 */
const bounded = [
  "users",
  "teams",
  "memberships",
  "namespaces",
  "repositories",
  "repository_sizes",
  "namespace_sizes",
  "hourly_counts",
  "deletion_plans",
];

/** Pages and lists that may read more in a larger database, and why. */
const growing: readonly [RegExp, string][] = [
  [/\/search|\?q=/, "counts and ranks all names that match"],
  [/\/admin(\/events.*)?$/, "counts the events that were applied today"],
  [/^\/metrics$|\/api\/v1\/problems$/, "adds up the quotas of all namespaces, and caches the sum"],
  [
    /^page \/api$/,
    "an admin's page may be the first to count the problems again, which are cached",
  ],
  [
    /\/why|\/decisions/,
    "joins named places with namespaces, which Postgres reads whole while that costs less than looking up each",
  ],
  [
    /\/repositories\/\*name\/-\/retention$/,
    "looks for the layers that other images have, of which there are more in the larger database",
  ],
  [/\/admin\/registries$/, "counts the namespaces of each registry"],
  [/\/namespaces\/:id\/sizes$/, "sorts the repositories of a namespace by their sizes"],
  [
    /\/north\/large\?(?!sort)/,
    "searches the tags of one repository, which has more of them in the larger database",
  ],
  [/page \/sizes$/, "adds up the repositories of each namespace that the visitor may see"],
  [/page \/$/, "adds up the hours of each repository that the visitor may see"],
  [/\/north\/large\/(?!-\/sizes)/, "the repository has more tags in the larger database"],
  [
    /\/namespaces\/(:id|\d+)\/(retention|stale|immutable-tags)/,
    "the namespace contains that repository",
  ],
  [
    /\/people\/:name\/activity$/,
    "joins a person's entries with repositories, which Postgres reads whole while that costs less than looking up each",
  ],
  [/\/patterns\//, "compares up to 1,000 repositories or 5,000 tags"],
];

interface Opened {
  visit: Visit;
  role: Role;
  code: string | undefined;
  /** Of each statement that the request caused. */
  costs: (Cost & { text: string })[];
}

const small = await openAll(smallFactor);
await disconnect();
const big = await openAll(factor);

describe("every page and list opens at size, for each role as in the tables", () => {
  for (const { visit, role, code } of big)
    test(`${visit.name} (${role})`, () => assert.equal(code, visit.expected[role]));
});

test("no page or list reads a growing table from start to end", async () => {
  const large = await largeTables();
  const statements = new Map(big.flatMap(({ costs }) => costs.map((it) => [it.text, it])));
  const scans = [...statements.values()].flatMap(({ text, scanned }) =>
    scanned.filter((table) => large.includes(table)).map((table) => `${table}: ${text}`),
  );

  assert.ok(statements.size > 200, `only ${statements.size} statements were seen`);
  assert.deepEqual(scans, []);
});

test("no page or list reads many times as much as in a small database", () => {
  const total = (costs: Opened["costs"], what: "read" | "buffers") =>
    costs.reduce((sum, cost) => sum + cost[what], 0);
  const more = big.flatMap(({ visit: { name }, role, costs }, at) => {
    const few = small[at]?.costs ?? [];
    const [read, buffers] = [total(costs, "read"), total(costs, "buffers")];
    const [fewRead, fewBuffers] = [total(few, "read"), total(few, "buffers")];
    if (read <= 2 * fewRead + 500 && buffers <= 4 * fewBuffers + 2_500) return [];
    if (growing.some(([pattern]) => pattern.test(name))) return [];
    const most = costs.toSorted((one, other) => other.read - one.read)[0]?.text;
    return `${name} (${role}): ${read} rows, not ${fewRead}; ${buffers} buffers, not ${fewBuffers}. Most for ${most}`;
  });

  assert.deepEqual(more, []);
});

test("the audit log verifies", async () => {
  const { entries, faults } = await verifyChain();

  assert.deepEqual(faults, []);
  assert.ok(entries > 1_000_000 * factor);
});

/** Opens every page and list in a database of this size, for each role. */
async function openAll(size: number): Promise<Opened[]> {
  const app = await useApp();
  accessChanged(); // what is cached of another database
  const teams = await makeTwoTeams();
  const clients = { page: await pageClients(app, teams), api: await apiClients(app, teams) };
  await fill({ teams, factor: size });

  const opened: Opened[] = [];
  for (const visit of visitsOf(teams))
    for (const role of roles) {
      const { name, path, api } = visit;
      const client = clients[api ? "api" : "page"][role];
      const route = `GET ${name.startsWith("/v") ? name : path}` as Route; // by which a client chooses its credentials
      let code: string | undefined;
      const statements = await statementsOf(async () => {
        code = (await client?.(route, path, {}))?.code;
      });
      const costs = [];
      for (const one of statements)
        costs.push({ ...(await costOf(one)), text: one.text.replace(/\s+/g, " ") });
      opened.push({ visit, role, code, costs });
    }
  return opened;
}

/** A table of a few pages is always read whole. */
async function largeTables(): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(`
    SELECT relname AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relpages > 20`);
  return rows.map(({ name }) => name).filter((name) => !bounded.includes(name));
}
