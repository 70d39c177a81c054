import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import pg from "pg";
import { createApp } from "../../../src/main/app.ts";
import { startDraining } from "../../../src/operations/health/liveness.ts";
import { connect, db, disconnect, pool } from "../../../src/platform/db/client.ts";
import { makeLeaf } from "../../../src/registry/signing/certificates.ts";
import { privateKeyOf, storeKey } from "../../../src/registry/signing/key-rows.ts";
import { ensureKeys, reloadKeys } from "../../../src/registry/signing/keys.ts";
import { browser } from "../../support/app.ts";
import { type EventDraft, eventOf, post } from "../../support/data/events.ts";
import { makeRegistry, makeUser, password } from "../../support/data/factories.ts";
import { linkTo } from "../../support/faults/link.ts";
import { testDatabaseUrl } from "../../support/postgres.ts";
import { until } from "../../support/waiting.ts";

const databaseUrl = await testDatabaseUrl();
const link = await linkTo(databaseUrl);
connect(link.url);
after(disconnect);

const server = createServer(createApp());
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
after(() => {
  server.closeAllConnections();
  server.close();
});
const app = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };

before(async () => {
  await ensureKeys();
  await makeRegistry();
  await makeUser({ username: "ada", admin: true });
  await visitor.get("/sign-in");
});
beforeEach(() => link.heal());

const probe = async (path: string) => {
  const began = Date.now();
  const answer = await fetch(app.url + path);
  return { status: answer.status, text: await answer.text(), ms: Date.now() - began };
};

/** Requests of each kind that write: a form, the API, the token endpoint and an event. */
const basic = `Basic ${Buffer.from(`ada:${password}`).toString("base64")}`;
const tokenUrl = "/v2/token?service=registry.test.lan:5000&client_id=docker&offline_token=true";
const writes: [kind: string, send: () => Promise<Response>][] = [
  ["a form", () => form()],
  [
    "the API",
    () =>
      fetch(`${app.url}/api/v1/teams`, {
        method: "POST",
        headers: { authorization: basic, "content-type": "application/json" },
        body: JSON.stringify({ name: "crew" }),
      }),
  ],
  ["the token endpoint", () => fetch(app.url + tokenUrl, { headers: { authorization: basic } })],
  ["an event", () => post(app, { events: [eventOf({} satisfies EventDraft)] })],
];

const visitor = browser(app);

async function form(): Promise<Response> {
  const { status, text, headers } = await visitor.post("/sign-in", { username: "ada", password });
  return new Response(text, { status, headers });
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query("SET default_transaction_read_only = off");
  const { rows } = await client.query("SELECT current_database() AS name");
  await client.query(sql.replace("DATABASE", `DATABASE ${rows[0].name}`));
  await client.end();
  link.cut();
  link.heal();
  await until(() => pool.totalCount === 0, "the pool to notice");
}

for (const [kind, send] of writes)
  test(`R12: while the database is read-only, ${kind} that writes is 503 with Retry-After`, async () => {
    await administer("ALTER DATABASE SET default_transaction_read_only = on");

    const answer = await send();
    const text = await answer.text();
    await administer("ALTER DATABASE RESET default_transaction_read_only");

    assert.equal(answer.status, 503, text);
    assert.equal(answer.headers.get("retry-after"), "5");
    assert.equal((await send()).ok || kind === "a form", true);
  });

test("R12: while the database is read-only, readyz is 503 and says so, and pages can be read", async () => {
  await administer("ALTER DATABASE SET default_transaction_read_only = on");

  const ready = await probe("/readyz");
  const page = await probe("/explore");
  await administer("ALTER DATABASE RESET default_transaction_read_only");

  assert.deepEqual([ready.status, page.status], [503, 200]);
  assert.match(ready.text, /read-only/);
  assert.equal((await probe("/readyz")).status, 200);
});

for (const [kind, send] of [
  ...writes,
  ["a page", () => fetch(`${app.url}/explore`)],
  [
    "a list of the API",
    () => fetch(`${app.url}/api/v1/repositories`, { headers: { authorization: basic } }),
  ],
] as [string, () => Promise<Response>][])
  test(`R12: while the database is away, ${kind} is 503 with Retry-After`, async () => {
    link.cut();

    const answer = await send();
    const text = await answer.text();

    assert.equal(answer.status, 503, text);
    assert.equal(answer.headers.get("retry-after"), "5");
    assert.match(text, /database|events could not be stored/);
  });

test("R12: while the database is away, readyz is 503 and says so, and healthz is 200", async () => {
  link.cut();

  const ready = await probe("/readyz");

  assert.equal(ready.status, 503);
  assert.match(ready.text, /can't be reached/);
  assert.equal((await probe("/healthz")).status, 200);
});

test("R8: readyz answers within two seconds if the database does not answer at all", async () => {
  await probe("/readyz");
  link.silenceAll();

  const { status, text, ms } = await probe("/readyz");

  assert.equal(status, 503);
  assert.match(text, /does not answer/);
  assert.ok(ms < 2_000, `${ms} ms`);
  link.cut(); // ends what is silent
});

test("R7: readyz replaces a signing key that has ended", async () => {
  const root = await db.signingKey.findFirstOrThrow({ where: { kind: "ca" } });
  const signer = { certificate: root.certificate, key: privateKeyOf(root) };
  await storeKey(db, "leaf", await makeLeaf(signer, -1_000));
  await reloadKeys();

  const { status } = await probe("/readyz");

  assert.equal(status, 200);
  assert.equal((await fetch(`${app.url}/v2/token?service=registry.test.lan:5000`)).status, 200);
});

test("R7: readyz is 503 and says why if no signing key can be used", async () => {
  await db.signingKey.deleteMany({ where: { kind: "leaf" } });
  await db.$executeRaw`ALTER TABLE signing_keys ADD CONSTRAINT no_leaf CHECK (kind <> 'leaf')`;
  await reloadKeys();

  const { status, text } = await probe("/readyz");
  await db.$executeRaw`ALTER TABLE signing_keys DROP CONSTRAINT no_leaf`;

  assert.equal(status, 503);
  assert.match(text, /signing key/);
});

test("R13: a process that is stopping is not ready, and still serves", async () => {
  await probe("/readyz");
  startDraining();

  const ready = await probe("/readyz");

  assert.equal(ready.status, 503);
  assert.match(ready.text, /stopping/);
  assert.equal((await probe("/healthz")).status, 200);
  assert.equal((await probe("/explore")).status, 200);
});
