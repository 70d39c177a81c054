import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import pg from "pg";
import { missingMigration } from "../../../src/platform/db/engine.ts";
import { lastMigration, migrate, schemaIsCurrent } from "../../../src/platform/db/migrate.ts";
import { readMigrations } from "../../../src/platform/db/migrations.ts";
import { canRunWith, lastUnchecked, noteOf } from "../../../src/platform/db/newer-migrations.ts";
import { versionNumber } from "../../../src/platform/version.ts";
import { emptyDatabaseUrl, testDatabaseUrl } from "../../support/postgres.ts";
import { typescript } from "../../support/processes.ts";

const names = readMigrations().map(({ name }) => name);

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

test("the migrations and schema.prisma say the same", async () => {
  const url = await testDatabaseUrl();

  assert.equal(await missingMigration(url), "");
});

test("what schema.prisma has and the database lacks is found", async () => {
  const url = await testDatabaseUrl();
  await withClient(url, (client) => client.query("ALTER TABLE teams DROP COLUMN description"));

  assert.match(await missingMigration(url), /ALTER TABLE "teams" ADD COLUMN\s+"description"/);
});

test("an empty database gets every migration once; the next start has nothing to do", async () => {
  const url = await emptyDatabaseUrl();

  assert.deepEqual(await migrate(url), names);
  assert.deepEqual(await migrate(url), []);
});

test("two replicas that start at once on an empty database both succeed, and each migration ran once", async () => {
  const url = await emptyDatabaseUrl();
  const code = `import("./src/platform/db/migrate.ts").then((it) => it.migrate(${JSON.stringify(url)}))
    .then((applied) => console.log(JSON.stringify(applied)))`;

  const outputs = await Promise.all([run(code), run(code)]);

  assert.deepEqual(outputs.flatMap((output) => JSON.parse(output)).sort(), names);
  const { rows } = await withClient(url, (client) =>
    client.query("SELECT migration_name AS name FROM _prisma_migrations ORDER BY name"),
  );
  assert.deepEqual(
    rows.map(({ name }) => name),
    names,
  );
});

test("a database that a newer Portus migrated is refused, and is still good for those that run", async () => {
  const url = await testDatabaseUrl();
  await withClient(url, async (client) => {
    await addNewer(client, null);

    await assert.rejects(
      migrate(url),
      /by a newer Portus: it has the migration 29990101000000_later, which this version \(\d.*restore a backup/,
    );
    assert.equal(await schemaIsCurrent(client), true);
  });
});

test("the refusal names the version to start, and a migration that failed there is no reason", async () => {
  const url = await testDatabaseUrl();
  await withClient(url, async (client) => {
    await addNewer(client, { portus: "9.0.0", oldest: "8.0.0" });

    await assert.rejects(migrate(url), /by Portus 9\.0\.0: .* Start Portus 9\.0\.0 or newer, or/);
    await client.query("UPDATE _prisma_migrations SET finished_at = NULL WHERE id = 'x'");
    assert.deepEqual(await migrate(url), []);
  });
});

test("a restarted replica starts beside a newer one whose migration only adds", async () => {
  const url = await testDatabaseUrl();
  await withClient(url, async (client) => {
    await addNewer(client, { portus: "9.0.0", oldest: "0.0.0" });

    assert.deepEqual(await migrate(url), []);
    assert.equal(await lastMigration(client), "29990101000000_later");
  });
});

test("each migration notes which version applied it, and which versions may run beside it", async () => {
  const url = await testDatabaseUrl();
  const { rows } = await withClient(url, (client) =>
    client.query("SELECT migration_name AS name, logs AS note FROM _prisma_migrations"),
  );

  assert.equal(rows.length, names.length);
  for (const { name, note } of rows) {
    assert.equal(JSON.parse(note).portus, versionNumber);
    assert.equal(canRunWith({ name, note }), name > lastUnchecked);
  }
  const removing = {
    name: "29990101000000_x",
    sql: "-- contracts: 0.9.0\nDROP TABLE x",
    checksum: "",
  };
  const note = noteOf(removing);
  assert.equal(canRunWith({ name: "x", note }, "0.8.12"), false);
  assert.equal(canRunWith({ name: "x", note }, "0.9.0"), true);
  assert.equal(canRunWith({ name: "x", note }, "0.10.0"), true);
  assert.equal(canRunWith({ name: "x", note: "[]" }), false);
});

async function addNewer(client: pg.Client, note: object | null): Promise<void> {
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, logs)
     VALUES ('x', 'x', '29990101000000_later', clock_timestamp(), $1)`,
    [note && JSON.stringify(note)],
  );
}

test("a migration that was edited after it had been applied is refused", async () => {
  const url = await testDatabaseUrl();
  await withClient(url, (client) =>
    client.query("UPDATE _prisma_migrations SET checksum = 'x' WHERE migration_name = $1", [
      names[0],
    ]),
  );

  await assert.rejects(migrate(url), /was edited after it had been applied/);
});

test("a migration that can't be applied leaves nothing behind, and the next start tries again", async () => {
  const url = await emptyDatabaseUrl();
  await withClient(url, async (client) => {
    await migrateHalf(client);

    await assert.rejects(migrate(url), /announce.*already exists/s);
    assert.equal(await schemaIsCurrent(client), false);
    assert.equal(await triggers(client), 0);

    await client.query('DROP FUNCTION "announce"');
    assert.deepEqual(await migrate(url), names.slice(1));
    assert.equal(await schemaIsCurrent(client), true);
    assert.ok((await triggers(client)) > 0);
  });
});

test("a start that was cut short in the middle of a migration is made good by the next", async () => {
  const url = await emptyDatabaseUrl();
  await withClient(url, async (client) => {
    await migrateHalf(client);
    await client.query('DROP FUNCTION "announce"');
    await client.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', $1, $2)",
      [readMigrations()[1]?.checksum, names[1]],
    );
  });

  assert.deepEqual(await migrate(url), names.slice(1));
});

test("a database that can't be reached is named, without its password", async () => {
  await assert.rejects(migrate("postgresql://portus:hush@127.0.0.1:1/portus"), (error: Error) => {
    assert.match(error.message, /The database portus at 127\.0\.0\.1:1 can't be used/);
    assert.doesNotMatch(error.message, /hush/);
    return true;
  });
});

/** The first migration alone, and something in the way of the second. */
async function migrateHalf(client: pg.Client): Promise<void> {
  const [first] = readMigrations();
  assert.ok(first);
  await client.query(first.sql);
  await client.query(`CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY,
    checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
    logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0)`);
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
     VALUES ('1', $1, $2, now(), 1)`,
    [first.checksum, first.name],
  );
  await client.query('CREATE FUNCTION "announce"() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$');
}

async function triggers(client: pg.Client): Promise<number> {
  const { rows } = await client.query(
    "SELECT count(*)::int AS count FROM pg_trigger WHERE NOT tgisinternal",
  );
  return rows[0].count;
}

function run(code: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...typescript, "-e", code], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.once("close", (status) => (status === 0 ? resolve(output) : reject(new Error(output))));
  });
}
