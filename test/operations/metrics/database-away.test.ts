import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { createApp } from "../../../src/main/app.ts";
import { connect, disconnect } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { linkTo } from "../../support/faults/link.ts";
import { testDatabaseUrl } from "../../support/postgres.ts";
import { scrape } from "./scrape.ts";

const link = await linkTo(await testDatabaseUrl());
connect(link.url);
await ensureKeys();
const server = createServer(createApp());
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
after(async () => {
  server.closeAllConnections();
  server.close();
  await disconnect();
});
const app = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };

test("while the database is away, a scrape says so and has the metrics of the process, but nothing old of the database", async () => {
  const working = await scrape(app);
  link.cut();

  const samples = await scrape(app);
  link.heal();

  assert.equal(working.get('portus_up{component="database"}'), 1);
  assert.ok(working.has("portus_tags"));
  assert.equal(samples.get('portus_up{component="database"}'), 0);
  assert.ok((samples.get("process_resident_memory_bytes") ?? 0) > 1e7);
  assert.equal(samples.has("portus_tags"), false);
});

test("a database that is silent delays a scrape by seconds, not for ever", async () => {
  await scrape(app);
  link.silenceAll();
  const began = Date.now();

  const samples = await scrape(app);
  const ms = Date.now() - began;
  link.heal();

  assert.equal(samples.get('portus_up{component="database"}'), 0);
  assert.ok(ms < 5_000, `${ms} ms`);
});
