import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import pg from "pg";
import { migrate } from "../../../src/platform/db/migrate.ts";
import { emptyDatabaseUrl, testDatabaseUrl } from "../../support/postgres.ts";
import { run, typescript } from "../../support/processes.ts";
import { loadDump } from "../../upgrade/dump.ts";

// bin/portus backup and restore with an external Postgres.

const directory = mkdtempSync(join(tmpdir(), "portus-restore-"));
after(() => rmSync(directory, { recursive: true, force: true }));

const passphrase = "correct horse battery";

function portus(url: string, words: string[], settings: Record<string, string | undefined> = {}) {
  const env = { DATABASE_URL: url, PORTUS_BACKUP_PASSPHRASE: passphrase, ...settings };
  return run([process.execPath, ...typescript, "src/main/cli.ts", ...words], env);
}

async function query(url: string, text: string) {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

/** An empty database whose owner may do nothing else, as with managed Postgres. */
async function databaseOfOwner(): Promise<string> {
  const url = new URL(await emptyDatabaseUrl());
  const name = `owner_${randomBytes(6).toString("hex")}`;
  await query(url.href, `CREATE ROLE ${name} LOGIN PASSWORD 'owner'`);
  await query(url.href, `ALTER DATABASE ${url.pathname.slice(1)} OWNER TO ${name}`);
  Object.assign(url, { username: name, password: "owner" });
  return url.href;
}

const old = await loadDump();
const file = join(directory, "old.backup");
const made = portus(old, ["backup", file]);

/** The rows of each table, but for those that a backup leaves out and the list of migrations. */
async function countRows(url: string): Promise<Record<string, number>> {
  const tables = await query(
    url,
    `SELECT quote_ident(relname) AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
       AND relname NOT IN ('sessions', '_prisma_migrations')`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables)
    counts[name] = (await query(url, `SELECT count(*)::int AS count FROM ${name}`))[0].count;
  return counts;
}

test("a backup of an old version is restored into an empty database by an ordinary role, and migrated", async () => {
  assert.equal(made.status, 0, made.output);
  const target = await databaseOfOwner();
  const fresh = await testDatabaseUrl();
  const upgraded = await loadDump();
  await migrate(upgraded);

  const restored = portus(target, ["restore", file]);

  assert.equal(restored.status, 0, restored.output);
  assert.match(restored.output, /\d+ migrations brought it to this version/);
  assert.deepEqual(await countRows(target), await countRows(upgraded));
  const sessions = await query(target, "SELECT count(*)::int AS count FROM sessions");
  assert.deepEqual(sessions, [{ count: 0 }]);
  const shape = `SELECT conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY conname, conrelid::regclass::text`;
  assert.deepEqual(await query(target, shape), await query(fresh, shape));
  const triggers = `SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname, tgrelid::regclass::text`;
  assert.deepEqual(await query(target, triggers), await query(fresh, triggers));
  const ids = "SELECT nextval('users_id_seq') > (SELECT max(id) FROM users) AS free";
  assert.deepEqual(await query(target, ids), [{ free: true }]);

  const again = portus(target, ["restore", file]);
  assert.equal(again.status, 2, again.output);
  assert.match(again.output, /^This Portus has people, and a restore replaces everything\./);
});

test("a restore changes nothing in a database of something else, or under a running Portus", async () => {
  const foreign = await emptyDatabaseUrl();
  await query(foreign, "CREATE TABLE invoices AS SELECT 1 AS id");
  const used = await emptyDatabaseUrl();
  const running = new pg.Client({ connectionString: used, application_name: "portus" });
  await running.connect();

  const other = portus(foreign, ["restore", file]);
  const busy = portus(used, ["restore", file]);
  await running.end();

  assert.equal(other.status, 2, other.output);
  assert.match(other.output, /^The database has the table invoices, which Portus did not create/);
  assert.deepEqual(await countRows(foreign), { invoices: 1 });
  assert.equal(busy.status, 2, busy.output);
  assert.match(busy.output, /^A Portus is running on this database\. Stop it/);
  assert.deepEqual(await countRows(used), {});
});

test("a damaged file, a wrong passphrase, another secret: exit code 2, and the database stays empty", async () => {
  const target = await emptyDatabaseUrl();
  const bytes = readFileSync(file);
  const damaged = join(directory, "damaged.backup");
  writeFileSync(damaged, bytes.subarray(0, -100));

  const refusals = [
    portus(target, ["restore", damaged]),
    portus(target, ["restore", file], { PORTUS_BACKUP_PASSPHRASE: "wrong horse battery" }),
    portus(target, ["restore", file], { PORTUS_SECRET: "s".repeat(40) }),
    portus(target, ["restore", file], { PORTUS_BACKUP_PASSPHRASE: undefined }),
  ];

  assert.deepEqual(
    refusals.map(({ status }) => status),
    [2, 2, 2, 2],
    refusals.map(({ output }) => output).join(),
  );
  assert.match(refusals[2]?.output ?? "", /^PORTUS_SECRET is not the secret with which/);
  assert.deepEqual(await countRows(target), {});
});

test("without PORTUS_SECRET, the secret of the backup is written to the data directory", async () => {
  const data = join(directory, "data");
  const settings = { PORTUS_SECRET: undefined, PORTUS_DATA_DIR: data };

  const restored = portus(await emptyDatabaseUrl(), ["restore", file], settings);

  assert.equal(restored.status, 0, restored.output);
  assert.equal(readFileSync(join(data, "secret"), "utf8"), process.env.PORTUS_SECRET);
});

test("a backup of a newer version is refused", async () => {
  const newer = await loadDump();
  await query(
    newer,
    "UPDATE _prisma_migrations SET migration_name = '29990101000000_later' WHERE migration_name LIKE '%_init'",
  );
  const path = join(directory, "newer.backup");
  assert.equal(portus(newer, ["backup", path]).status, 0);
  const target = await emptyDatabaseUrl();

  const restored = portus(target, ["restore", path]);

  assert.equal(restored.status, 2, restored.output);
  assert.match(
    restored.output,
    /^The backup is of a newer Portus: its database has the migration 29990101000000_later/,
  );
  assert.deepEqual(await countRows(target), {});
});

test("a backup is refused without a passphrase, over a file, and with a secret that opens nothing", () => {
  const path = join(directory, "never.backup");

  const bare = portus(old, ["backup", path], { PORTUS_BACKUP_PASSPHRASE: undefined });
  const over = portus(old, ["backup", file]);
  const other = portus(old, ["backup", path], { PORTUS_SECRET: "s".repeat(40) });
  const lost = portus(old, ["backup", join(directory, "missing", "a.backup")]);

  assert.deepEqual([bare.status, over.status, other.status, lost.status], [2, 2, 2, 1]);
  assert.match(bare.output, /openssl rand -base64 32 > portus-backup\.key/);
  assert.match(over.output, /old\.backup exists\. Name a new file, or replace it with --force\./);
  assert.match(other.output, /does not open the keys in the database/);
  assert.match(lost.output, /^The backup could not be written: ENOENT/);
  assert.equal(existsSync(path), false);
  assert.deepEqual(
    readdirSync(directory).filter((name) => name.endsWith(".part")),
    [],
  );
});
