import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import pg from "pg";
import { endSilent, endSilentConnection } from "../../../src/platform/db/silence.ts";
import { testDatabaseUrl } from "../../support/postgres.ts";

const url = await testDatabaseUrl();
const refusing = "postgresql://127.0.0.1:1/portus"; // nothing listens on port 1

let client: pg.Client;
let backend: { url: string; pid: number };
let statement: Promise<string>;
let began: number;

/** A statement that runs for long, seen by the first check. */
beforeEach(async () => {
  client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect();
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  backend = { url, pid: rows[0]?.pid ?? 0 };
  endSilentConnection(client, backend);
  statement = client.query("SELECT pg_sleep(2)").then(
    () => "finished",
    () => "ended",
  );
  began = Date.now();
  await endSilent(began);
});

afterEach(async () => {
  await client.end();
});

const askAfter = (seconds: number) => endSilent(began + seconds * 1_000);

/** What became of the statement, if anything has yet. */
const outcome = () =>
  Promise.race([statement, new Promise((resolve) => setTimeout(resolve, 100, "running"))]);

test("R8: a statement survives one question that Postgres does not answer, and is ended after two in a row", async () => {
  backend.url = refusing;

  await askAfter(8);
  const afterOne = await outcome();
  await askAfter(11);

  assert.deepEqual([afterOne, await outcome()], ["running", "ended"]);
});

test("R8: an answer that the statement runs resets the count of failed ones", async () => {
  backend.url = refusing;
  await askAfter(8);
  backend.url = url;
  await askAfter(11);
  backend.url = refusing;
  await askAfter(14);

  assert.equal(await outcome(), "running");
});

test("R8: a statement that Postgres does not run is ended at once", async () => {
  backend.pid = -1;

  await askAfter(8);

  assert.equal(await outcome(), "ended");
});

test("R8: questions do not overlap, so two that fail together count once", async () => {
  backend.url = refusing;

  await Promise.all([askAfter(8), askAfter(8), askAfter(8)]);

  assert.equal(await outcome(), "running");
});
