import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import pg from "pg";
import { fill } from "../../bench/size/fill.ts";
import { roles, visitsOf } from "../../bench/size/visits.ts";
import { verifyChain } from "../../src/history/verify.ts";
import { pool } from "../../src/platform/db/client.ts";
import { apiClients, pageClients } from "../matrix/clients.ts";
import { useApp } from "../support/app.ts";
import { makeTwoTeams } from "../support/data/two-teams.ts";
import type { Route } from "../support/routes.ts";

// With SIZE_FACTOR=1, a million tags: takes 15 minutes.
const factor = Number(process.env.SIZE_FACTOR ?? 0.05);

/** Read whole, to count or sort: tables with rows for people, teams or repositories, and the deletions of a week. */
const bounded = ["users", "teams", "memberships", "namespaces", "repositories", "deletion_plans"];

const app = await useApp();
const teams = await makeTwoTeams();
const clients = { page: await pageClients(app, teams), api: await apiClients(app, teams) };
await fill({ teams, factor });

interface Statement {
  text: string;
  values: unknown[];
}

/** The statements that the application sent, each text once. */
const statements = new Map<string, Statement>();
record();

describe("every page and list opens at size, for each role as in the tables", () => {
  for (const { name, path, api, expected } of visitsOf(teams))
    test(name, async () => {
      for (const role of roles) {
        const client = clients[api ? "api" : "page"][role];
        const route = `GET ${name.startsWith("/v") ? name : path}` as Route; // by which a client chooses its credentials
        assert.equal((await client?.(route, path, {}))?.code, expected[role], role);
      }
    });
});

test("no page or list reads a growing table from start to end", async () => {
  const growing = await largeTables();
  const scans: string[] = [];
  for (const { text, values } of [...statements.values()])
    for (const table of await scannedBy(text, values))
      if (growing.includes(table)) scans.push(`${table}: ${text.replace(/\s+/g, " ")}`);

  assert.ok(statements.size > 200, `only ${statements.size} statements were seen`);
  assert.deepEqual(scans, []);
});

test("the audit log verifies", async () => {
  const { entries, faults } = await verifyChain();

  assert.deepEqual(faults, []);
  assert.ok(entries > 1_000_000 * factor);
});

before(async () => void (await pool.query("ANALYZE")));

/** Keeps every statement that goes to the database. */
function record(): void {
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...sent: unknown[]) {
    const [first, second] = sent;
    const { text = first, values = second } = Object(first);
    if (/^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)/i.test(String(text)))
      statements.set(String(text), {
        text: String(text),
        values: Array.isArray(values) ? values : [],
      });
    return Reflect.apply(query, this, sent);
  } as typeof query;
}

/** A table of a few pages is always read whole. */
async function largeTables(): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(`
    SELECT relname AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relpages > 20`);
  return rows.map(({ name }) => name).filter((name) => !bounded.includes(name));
}

interface Plan {
  "Node Type": string;
  "Relation Name"?: string;
  Plans?: Plan[];
}

async function scannedBy(text: string, values: unknown[]): Promise<string[]> {
  const { rows } = await pool.query(`EXPLAIN (FORMAT JSON) ${text}`, values);
  return scansIn(rows[0]["QUERY PLAN"][0].Plan);
}

function scansIn(plan: Plan): string[] {
  const own = plan["Node Type"] === "Seq Scan" ? [plan["Relation Name"] ?? ""] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(scansIn)];
}
