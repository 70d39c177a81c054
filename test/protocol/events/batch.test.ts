import assert from "node:assert/strict";
import { test } from "node:test";
import { pool } from "../../../src/platform/db/client.ts";
import { batchesOf } from "../../../src/protocol/events/batch.ts";
import type { EventRow } from "../../../src/protocol/events/envelope.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const row: EventRow = {
  eventId: "1",
  action: "push",
  repository: "web/app",
  occurredAt: "2026-11-29T10:00:00.000000Z",
  payload: "{}",
  state: "pending",
  reason: null,
};

test("Postgres reads a column of a batch as the texts of its rows", async () => {
  const texts = ["", null, "NULL", '{"a\\":"b,c"}', "wéb/🐳", "x".repeat(70_000)];

  const [batch] = batchesOf(texts.map((reason) => ({ ...row, reason })));

  const { rows } = await pool.query("SELECT $1::text[] AS texts", [batch?.at(-1)]);
  assert.deepEqual(rows[0].texts, texts);
});

test("thousands of events are read as they are stored, not at once", () => {
  let read = 0;
  function* events() {
    for (; read < 33_000; read += 1) yield row;
  }

  batchesOf(events()).next();

  assert.ok(read < 1_000, `${read} were read for the first statement`);
});
