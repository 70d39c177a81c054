import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fakeMailServer } from "../../support/fakes/mail-server.ts";
import { freePort } from "../../support/processes.ts";

// The settings are read at the first import. The mail server is down until a test starts it.
const mailPort = await freePort();
process.env.PORTUS_EMAIL_SMTP_ADDRESS = "127.0.0.1";
process.env.PORTUS_EMAIL_SMTP_PORT = String(mailPort);
process.env.PORTUS_EMAIL_SMTP_ENABLE_STARTTLS_AUTO = "false";
const { config } = await import("../../../src/platform/config/config.ts");
const client = await import("../../../src/platform/db/client.ts");
const { runChecks } = await import("../../../src/operations/doctor/run-checks.ts");
const { backlogChecks } = await import("../../../src/operations/doctor/instance/backlog.ts");
const { databaseChecks } = await import("../../../src/operations/doctor/instance/database.ts");
const { diskChecks } = await import("../../../src/operations/doctor/instance/disk.ts");
const { keyChecks } = await import("../../../src/operations/doctor/instance/keys.ts");
const { mailChecks } = await import("../../../src/operations/doctor/instance/mail.ts");
const { problemChecks } = await import("../../../src/operations/doctor/instance/problems.ts");
const { makeCa, makeLeaf } = await import("../../../src/registry/signing/certificates.ts");
const { privateKeyOf, storeKey } = await import("../../../src/registry/signing/key-rows.ts");
const { ensureKeys, reloadKeys } = await import("../../../src/registry/signing/keys.ts");
const { useDatabase } = await import("../../support/app.ts");

type Check = Awaited<ReturnType<typeof mailChecks>>[number];

await useDatabase();
before(ensureKeys);

const directory = mkdtempSync(join(tmpdir(), "portus-doctor-"));
after(() => rmSync(directory, { recursive: true, force: true }));

/** The results of checks, as id: ok. */
async function verdicts(checks: readonly Check[]): Promise<Record<string, boolean | null>> {
  return Object.fromEntries((await runChecks(checks)).map(({ id, ok }) => [id, ok]));
}

const fixOf = (checks: readonly Check[], id: string) => checks.find((it) => it.id === id)?.fix?.();

test("a data directory that is missing is named, and the fix creates it", async () => {
  const checks = diskChecks(join(directory, "missing"));
  assert.deepEqual(await verdicts(checks), { "data-directory": false, disk: null });
  assert.match((await fixOf(checks, "data-directory")) ?? "", /^Created /);
  assert.equal((await verdicts(checks))["data-directory"], true);
});

test("a file instead of the data directory is named", async () => {
  const file = join(directory, "file");
  writeFileSync(file, "");
  chmodSync(file, 0o600);
  assert.equal((await verdicts(diskChecks(file)))["data-directory"], false);
});

test("a usable database is fine, and work that is overdue is named", async () => {
  const checks = [...databaseChecks(), ...backlogChecks()];
  const allFine = { "database.version": true, "database.clock": true };
  assert.deepEqual(await verdicts(checks), { database: true, ...allFine, backlog: true });

  const due = new Date(Date.now() - 20 * 60_000);
  const event = { eventId: "late", action: "push", repository: "web/app", occurredAt: due };
  await client.db.registryEvent.create({ data: { ...event, payload: {}, tryAfter: due } });
  const [, , , backlog] = await runChecks(checks);
  assert.equal(backlog?.ok, false);
  assert.match(backlog?.evidence ?? "", /1 event \(20 minutes\)/);
  assert.match((await fixOf(checks, "backlog")) ?? "", /Woke the workers/);
  await client.db.registryEvent.deleteMany();
});

test("what the admin overview lists is named", async () => {
  assert.deepEqual([...new Set(Object.values(await verdicts(all())))], [true]);
  const at = new Date();
  const event = { eventId: "failed", action: "push", repository: "web/app", occurredAt: at };
  const failed = { payload: {}, state: "failed", reason: "It broke.", tryAfter: null } as const;
  await client.db.registryEvent.create({ data: { ...event, ...failed, settledAt: at } });
  assert.equal((await verdicts(all()))["problems.events_failed"], false);
  await client.db.registryEvent.deleteMany();
});

const all = () => [...databaseChecks(), ...problemChecks()];

test("a read-only database is named, and what needs it is not checked", async () => {
  const { rows } = await client.pool.query("SELECT current_database() AS name");
  const set = async (value: string) => {
    const session = await client.openSession();
    await session.query("SET default_transaction_read_only = off");
    const text = `SET default_transaction_read_only = ${value}`;
    await session.query(`ALTER DATABASE "${rows[0].name}" ${text}`);
    await session.end();
  };
  const url = client.databaseUrl;
  await set("on");
  await client.disconnect();
  client.connect(url);
  try {
    const found = await verdicts([...databaseChecks(), ...backlogChecks()]);
    assert.deepEqual([found.database, found.backlog], [false, null]);
  } finally {
    await set("off");
    await client.disconnect();
    client.connect(url);
  }
});

test("a signing key that has ended is named, and the fix replaces it", async () => {
  const root = await client.db.signingKey.findFirstOrThrow({ where: { kind: "ca" } });
  const signer = { certificate: root.certificate, key: privateKeyOf(root) };
  await storeKey(client.db, "leaf", await makeLeaf(signer, -1_000));
  await reloadKeys();
  const checks = keyChecks(config.tokenTtl);
  assert.deepEqual(await verdicts(checks), { "keys.leaf": false, "keys.ca": true });
  assert.match((await fixOf(checks, "keys.leaf")) ?? "", /Created a new signing key/);
  assert.equal((await verdicts(checks))["keys.leaf"], true);
});

test("a CA that ends within a year is named", async () => {
  await client.db.signingKey.deleteMany();
  await storeKey(client.db, "ca", await makeCa("test", 100 * 86_400_000));
  await ensureKeys();
  assert.deepEqual(await verdicts(keyChecks(config.tokenTtl)), {
    "keys.leaf": true,
    "keys.ca": false,
  });
});

test("a mail server that is down is named; one that answers is fine, and gets no e-mail", async () => {
  assert.deepEqual(await verdicts(mailChecks()), { mail: false });
  const server = await fakeMailServer(mailPort);
  assert.deepEqual(await verdicts(mailChecks()), { mail: true });
  assert.deepEqual(server.received, []);
});
