import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import pg from "pg";
import { readMigrations } from "../../../src/platform/db/migrations.ts";
import { revision, versionNumber } from "../../../src/platform/version.ts";
import { emptyDatabaseUrl, testDatabaseUrl } from "../../support/postgres.ts";
import { run } from "../../support/processes.ts";

// bin/portus version, as somebody types it.

const folder = mkdtempSync(join(tmpdir(), "portus-version-"));
after(() => rmSync(folder, { recursive: true }));
const PORTUS_DATA_DIR = join(folder, "data");

const portus = (env: Record<string, string>, ...words: string[]) =>
  run(["bin/portus", ...words], { DATABASE_URL: "", PORTUS_DATA_DIR, ...env });

test("the version has Node, the database and its last migration", async () => {
  const { status, output } = portus({ DATABASE_URL: await testDatabaseUrl() }, "version");

  assert.equal(status, 0, output);
  assert.ok(output.startsWith(`Portus ${versionNumber} (commit ${revision().commit})\n`), output);
  assert.ok(output.includes(`\nNode ${process.version.slice(1)}\nPostgres `), output);
  assert.ok(output.endsWith(`\nLast migration: ${readMigrations().at(-1)?.name}\n`), output);
});

test("--json has the same for programs, of an empty database, too", async () => {
  const { output } = portus({ DATABASE_URL: await emptyDatabaseUrl() }, "version", "--json");

  const { database, ...own } = JSON.parse(output);
  const node = process.version.slice(1);
  assert.deepEqual(own, { version: versionNumber, commit: revision().commit, node });
  assert.match(database.version, /^\d+\.\d+$/);
  assert.deepEqual(
    { ...database, version: "" },
    {
      reached: true,
      version: "",
      last_migration: null,
      problem: null,
    },
  );
});

test("without a database the version is printed all the same, and nothing is created", () => {
  const reasons = [
    [{}, /^Database: not reached\. Portus does not run on .*data, and DATABASE_URL is not set\.$/m],
    [{ DATABASE_URL: "postgresql://a:hush@127.0.0.1:1/b" }, /not reached\. The database b at 127/],
    [{ PORT: "many" }, /not reached\. Settings are wrong: PORT must be/],
  ] as const;
  for (const [env, reason] of reasons) {
    const { status, output } = portus(env, "version");

    assert.equal(status, 0, output);
    assert.match(output, /^Portus \d/);
    assert.match(output, reason);
    assert.doesNotMatch(output, /hush/);
  }
  assert.equal(existsSync(PORTUS_DATA_DIR), false);
});

test("the server and the commands refuse the database of a newer Portus with a sentence", async () => {
  const DATABASE_URL = await testDatabaseUrl();
  const client = new pg.Client(DATABASE_URL);
  await client.connect();
  await client.query(`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, logs)
    VALUES ('x', 'x', '29990101000000_later', now(), '{"portus":"9.0.0","oldest":"8.0.0"}')`);
  await client.end();

  for (const command of [["serve"], ["user", "promote", "ada"]]) {
    const { status, output } = portus({ DATABASE_URL, PORT: "0" }, ...command);

    assert.equal(status, 1, output);
    assert.match(
      output,
      /Start Portus 9\.0\.0 or newer, or restore a backup.*docs\/upgrading\.md\.\n$/,
    );
    assert.doesNotMatch(output, /\n {4}at |"level"/);
  }
});
