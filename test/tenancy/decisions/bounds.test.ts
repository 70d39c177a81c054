import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { connect, databaseUrl, db, disconnect } from "../../../src/platform/db/client.ts";
import type { Decision } from "../../../src/tenancy/decisions/decision.ts";
import { pruneDecisions } from "../../../src/tenancy/decisions/prune.ts";
import {
  flushDecisions,
  recordGrant,
  recordRefusal,
  startDecisionLog,
} from "../../../src/tenancy/decisions/queue.ts";
import { useDatabase } from "../../support/database.ts";
import { refusal } from "./refusal.ts";

await useDatabase();

beforeEach(async () => {
  await db.decision.deleteMany();
  await db.decisionLoss.deleteMany();
});
afterEach(() => Object.assign(config.decisions, { rows: 100_000, days: 30 }));

const granted = (id: string): Decision => refusal({ id, outcome: "granted", rulings: [] });

test("under a flood of refusals the log stays within its rows, keeps the newest, and the grants", async () => {
  Object.assign(config.decisions, { rows: 200 });
  const grant = recordGrant("a pull", granted);
  await flushDecisions();
  let last = "";

  for (let n = 0; n < 6_000; n++) {
    const one = refusal();
    last = one.id;
    recordRefusal(one);
    if (n % 50 === 0) await flushDecisions();
  }
  await flushDecisions();

  const rows = await db.decision.count();
  assert.ok(rows >= 100 && rows <= 200, `${rows} rows`);
  assert.equal(await db.decisionPlace.count(), rows);
  assert.ok(await db.decision.findUnique({ where: { publicId: last } }));
  assert.ok(await db.decision.findUnique({ where: { publicId: grant } }));
});

test("decisions are deleted when they are old", async () => {
  const day = 24 * 60 * 60 * 1000;
  recordRefusal(refusal({ at: Date.now() - 31 * day }));
  recordRefusal(refusal({ at: Date.now() - 29 * day }));
  await flushDecisions();

  assert.equal(await pruneDecisions(), 1);

  assert.equal(await db.decision.count(), 1);
});

test("if more grants wait than fit, they are dropped and counted, and refusals are not", async () => {
  for (let n = 0; n < 1_500; n++) recordGrant(`pull ${n}`, granted);
  for (let n = 0; n < 400; n++) recordRefusal(refusal());

  for (let n = 0; n < 4; n++) await flushDecisions();

  assert.equal(await db.decision.count({ where: { outcome: "refused" } }), 400);
  assert.equal(await db.decision.count({ where: { outcome: "granted" } }), 1_000);
  const loss = await db.decisionLoss.findUnique({ where: { id: 1 } });
  assert.deepEqual([loss?.grants, loss?.refusals], [500n, 0n]);
});

test("what could not be written waits for the database", async () => {
  const url = databaseUrl;
  const waiting = refusal();
  await disconnect();
  connect("postgres://127.0.0.1:1/away");
  recordRefusal(waiting);
  await flushDecisions();

  await disconnect();
  connect(url);
  await flushDecisions();

  assert.ok(await db.decision.findUnique({ where: { publicId: waiting.id } }));
});

test("identical grants are counted, and the count is written at the end", async () => {
  const stop = startDecisionLog();
  const id = recordGrant("the same", granted);
  for (let n = 0; n < 41; n++) assert.equal(recordGrant("the same", granted), id);

  await stop();

  assert.equal((await db.decision.findUnique({ where: { publicId: id } }))?.count, 42);
});
