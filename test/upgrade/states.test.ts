import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { before, describe, test } from "node:test";
import pg from "pg";
import { createApp } from "../../src/main/app.ts";
import { openInstance } from "../../src/main/instance.ts";
import { migrate } from "../../src/platform/db/migrate.ts";
import { type Migration, readMigrations } from "../../src/platform/db/migrations.ts";
import { browser } from "../support/app.ts";
import { databaseLike, emptyDatabaseUrl } from "../support/postgres.ts";
import { countRows, loadDump, secrets } from "./dump.ts";
import { schemaOf } from "./schema.ts";

// The database of each commit since the dump that has another schema: the dump's rows, with the migrations that had landed
// by then, in the order in which they did. Names are dated by their authors, so today's order is another.

const byName = new Map(readMigrations().map((it) => [it.name, it]));
const landed = readFileSync(new URL("landed.txt", import.meta.url), "utf8")
  .trim()
  .split("\n");
const url = await loadDump();
const name = new URL(url).pathname.slice(1);

/** Migrations after those of the dump; the newest may not be listed yet. */
const later: Migration[] = await withClient(url, async (client) => {
  const { rows } = await client.query("SELECT migration_name FROM _prisma_migrations");
  const dumped = new Set(rows.map((row) => row.migration_name));
  const names = new Set([...landed, ...byName.keys()].filter((it) => !dumped.has(it)));
  return [...names].map((it) => byName.get(it) ?? assert.fail(`landed.txt lists ${it}`));
});

let schema: Awaited<ReturnType<typeof schemaOf>>;
let counts: Awaited<ReturnType<typeof countRows>>;

before(async () => {
  const fresh = await emptyDatabaseUrl();
  await migrate(fresh);
  schema = await schemaOf(fresh);
});

const opened = new Set([0, Math.floor(later.length / 2), later.length - 1]);

describe("a database of each earlier schema becomes that of today, with the same rows", () => {
  for (const [at, next] of later.entries())
    test(`before ${next.name}`, async () => {
      const copy = await databaseLike(name);
      await apply(next);

      const applied = await migrate(copy);

      assert.equal(applied.length, later.length - at);
      assert.deepEqual(await schemaOf(copy), schema);
      const rows = await countRows(copy);
      counts ??= rows;
      assert.deepEqual(rows, counts);
      if (opened.has(at)) await openPages(copy);
    });
});

/** Brings the database to the next state, as the version that had this migration did. */
async function apply({ name, checksum, sql }: Migration): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES (left($2, 36), $1, $2, now(), 1)`,
      [checksum, name],
    );
  });
}

const pages = ["/", "/explore", "/admin", "/teams", "/namespaces", "/repositories/north/app"];
const endpoints = ["users", "teams", "namespaces", "repositories", "registries"];

async function openPages(copy: string): Promise<void> {
  const instance = await openInstance(async () => ({ url: copy, stop: async () => {} }));
  const server = createServer(createApp());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const app = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  try {
    const { get, post } = browser(app);
    await get("/sign-in");
    const password = "correct horse battery";
    assert.equal((await post("/sign-in", { username: "ada", password })).status, 303);
    for (const path of pages) assert.equal((await get(path)).status, 200, path);
    const token = Buffer.from(`ada:${secrets.tokens.ada}`).toString("base64");
    for (const path of endpoints) {
      const headers = { authorization: `Basic ${token}` };
      const answer = await fetch(`${app.url}/api/v1/${path}`, { headers });
      assert.equal(answer.status, 200, path);
    }
  } finally {
    server.closeAllConnections();
    server.close();
    await instance.close();
  }
}

async function withClient<T>(at: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(at);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
