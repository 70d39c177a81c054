import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import pg from "pg";
import { eventOf, post, secret } from "../support/data/events.ts";
import { emptyDatabaseUrl } from "../support/postgres.ts";
import { answersWhile, freePort, start, typescript } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

const program = "/usr/sbin/pgbouncer";
const skip = existsSync(program)
  ? false
  : "NOT TESTED HERE: there is no PgBouncer. Install pgbouncer.";

const directory = mkdtempSync(join(tmpdir(), "portus-pgbouncer-"));
chmodSync(directory, 0o755); // pgbouncer does not run as root
after(() => rmSync(directory, { recursive: true, force: true }));

interface Bouncer {
  url: string; // of the database through it
  kill(): Promise<unknown>;
  restart(): Promise<void>;
}

/** A PgBouncer in front of a database. */
async function startPgbouncer(database: string, mode: "transaction" | "session"): Promise<Bouncer> {
  const { host, port, user, password, database: name } = new pg.Client(database);
  const listen = await freePort();
  const file = join(directory, `${mode}.ini`);
  writeFileSync(
    file,
    `[databases]
portus = host=${host} port=${port} dbname=${name} user=${user} password=${password ?? ""}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listen}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = ${mode === "session" ? 40 : 10}
max_client_conn = 200
`,
  );
  const isRoot = process.getuid?.() === 0;
  const url = `postgresql://${user}@127.0.0.1:${listen}/portus`;
  const run = async () => {
    const started = start([program, ...(isRoot ? ["-u", "nobody"] : []), file]);
    await until(() => answers(url), `pgbouncer to answer; it said ${started.said()}`);
    return started;
  };
  let pgbouncer = await run();
  after(() => pgbouncer.stop());
  return {
    url,
    kill: () => pgbouncer.stop("SIGKILL"),
    restart: async () => {
      pgbouncer = await run();
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  client.on("error", () => {});
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}

async function startPortus(env: Record<string, string>) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const portus = start([process.execPath, ...typescript, "src/main/server.ts"], {
    PORT: String(port),
    PORTUS_DATA_DIR: join(directory, `data${port}`),
    PORTUS_REGISTRY_HOST: "registry.test.lan:5000",
    PORTUS_REGISTRY_URL: "http://127.0.0.1:1",
    PORTUS_EVENTS_SECRET: secret,
    ...env,
  });
  after(() => portus.stop("SIGKILL"));
  return { portus, url };
}

const database = await emptyDatabaseUrl();
const bouncer = skip ? null : await startPgbouncer(database, "transaction");
const pooledUrl = bouncer?.url ?? "";

test("R11: behind PgBouncer in transaction mode Portus does not start, and says what to set", {
  skip,
}, async () => {
  const { portus } = await startPortus({ DATABASE_URL: pooledUrl });

  assert.equal(await portus.ended, 1);
  assert.match(
    portus.said(),
    /pooler in transaction mode, such as PgBouncer.*Set DATABASE_DIRECT_URL/,
  );
});

test("R11: DATABASE_DIRECT_URL must not lead to PgBouncer either", { skip }, async () => {
  const { portus } = await startPortus({ DATABASE_URL: pooledUrl, DATABASE_DIRECT_URL: pooledUrl });

  assert.equal(await portus.ended, 1);
  assert.match(portus.said(), /DATABASE_DIRECT_URL leads to a connection pooler/);
});

test("R11: with DATABASE_DIRECT_URL Portus migrates, serves, hears notifications and leaves no lock behind", {
  skip,
}, async () => {
  const { portus, url } = await startPortus({
    DATABASE_URL: pooledUrl,
    DATABASE_DIRECT_URL: database,
  });
  await until(() => answersWhile(portus, `${url}/readyz`, 200), "Portus to be ready", 60_000);
  const client = new pg.Client(database);
  await client.connect();
  after(() => client.end());

  const accepted = await post(
    { url },
    { events: [eventOf({ repository: "web/app", tag: "one" })] },
  );
  const settled = async () =>
    (await client.query("SELECT 1 FROM registry_events WHERE state <> 'pending'")).rowCount === 1;
  const began = Date.now();
  await until(settled, "the event to be settled");
  const ms = Date.now() - began;
  const heldByPool = async () => {
    const { rowCount } = await client.query(
      `SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE locktype = 'advisory' AND state = 'idle' AND application_name <> 'portus-session'
         AND datname = current_database()`,
    );
    return rowCount === 0;
  };

  assert.equal(accepted.status, 202);
  assert.ok(ms < 5_000, `settled after ${ms} ms`);
  await until(heldByPool, "no idle connection to hold a lock", 10_000);
  assert.equal(await portus.stop(), 0);
});

test("R11: PgBouncer in session mode needs nothing more", { skip }, async () => {
  const own = await startPgbouncer(await emptyDatabaseUrl(), "session");
  const { portus, url } = await startPortus({ DATABASE_URL: own.url });

  await until(
    () => answersWhile(portus, `${url}/readyz`, 200),
    `readiness: ${portus.said()}`,
    60_000,
  );
});

test("R8: while PgBouncer is down readyz says so and no restart is asked for; after its return every event is there once", {
  skip,
}, async () => {
  const { portus, url } = await startPortus({
    DATABASE_URL: pooledUrl,
    DATABASE_DIRECT_URL: database,
  });
  const isReady = (status: number) => () => answersWhile(portus, `${url}/readyz`, status);
  await until(isReady(200), "Portus to be ready", 60_000);
  const client = new pg.Client(database);
  await client.connect();
  after(() => client.end());
  await client.query("DELETE FROM registry_events");
  const send = async (tag: string) => {
    const answer = await post({ url }, { events: [eventOf({ repository: "web/app", tag })] });
    return answer.status;
  };

  const before = await send("before");
  await bouncer?.kill();
  await until(isReady(503), "readyz to say that the database is away");
  const [meanwhile, healthy] = [await send("meanwhile"), await fetch(`${url}/healthz`)];
  await bouncer?.restart();
  await until(isReady(200), "Portus to be ready again");
  const later = await send("later");
  const settled = async () => {
    const { rows } = await client.query(
      "SELECT payload->'target'->>'tag' AS tag FROM registry_events WHERE state <> 'pending' ORDER BY id",
    );
    return rows.map(({ tag }) => tag).join();
  };
  await until(async () => (await settled()) === "before,later", "the accepted events");

  assert.deepEqual([before, meanwhile, healthy.status, later], [202, 503, 200, 202]);
  assert.equal(await portus.stop(), 0);
});
