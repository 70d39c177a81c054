import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { openClient } from "../../../src/platform/db/connections.ts";
import { withStartLock } from "../../../src/platform/db/locks.ts";
import { refusePooler } from "../../../src/platform/db/pooler.ts";
import { startJobs } from "../../../src/platform/jobs/schedule.ts";
import { emptyDatabaseUrl, testDatabaseUrl } from "../../support/postgres.ts";

const url = await testDatabaseUrl();

test("R8: only connections.ts opens connections to Postgres, and silence.ts those that ask about silent ones", () => {
  const opens = /new (pg\.)?(Pool|Client|PgBoss)\((?!\{ db:)/;
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !path.includes("generated/"),
  );

  const found = files.filter((path) => opens.test(readFileSync(`src/${path}`, "utf8")));

  assert.deepEqual(found.sort(), ["platform/db/connections.ts", "platform/db/silence.ts"]);
});

test("R8: a connection ends statements after a minute, and idle transactions after two", async () => {
  const client = await openClient(url, "portus-test");

  const show = async (name: string) => (await client.query(`SHOW ${name}`)).rows[0][name];
  const shown = {
    statement: await show("statement_timeout"),
    transaction: await show("idle_in_transaction_session_timeout"),
  };
  await client.end();

  assert.deepEqual(shown, { statement: "1min", transaction: "2min" });
});

test("no statement of Portus is compiled before it runs", async () => {
  const client = await openClient(url, "portus-test");

  const { rows } = await client.query("SHOW jit");
  await client.end();

  assert.deepEqual(rows, [{ jit: "off" }]);
});

test("R10: of processes that start together, one at a time creates what is missing", async () => {
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  };

  await Promise.all(Array.from({ length: 5 }, () => withStartLock(url, work)));

  assert.equal(most, 1);
});

test("R10: processes that start together on an empty database create the job queues without a deadlock", async () => {
  const empty = await emptyDatabaseUrl();
  const jobs = ["one", "two", "three", "four"].map((name) => ({
    name,
    cron: "0 0 1 1 *",
    run: async () => undefined,
  }));

  const started = await Promise.all(
    Array.from({ length: 3 }, () => withStartLock(empty, () => startJobs(empty, jobs))),
  );

  await Promise.all(started.map(({ stop }) => stop()));
});

test("R11: a connection that keeps what belongs to it is no pooler", async () => {
  await assert.doesNotReject(refusePooler(url, "DATABASE_URL"));
});
