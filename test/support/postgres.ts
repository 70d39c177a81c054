import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import pg from "pg";
import { migrate } from "../../src/platform/db/migrate.ts";
import { readMigrations } from "../../src/platform/db/migrations.ts";
import { typescript } from "./processes.ts";
import { until } from "./waiting.ts";

/** A migrated database of this file's own, dropped after its tests. */
export async function testDatabaseUrl(): Promise<string> {
  return databaseLike(await templateDatabase());
}

/** An empty database of this file's own, dropped after its tests. */
export async function emptyDatabaseUrl(): Promise<string> {
  return databaseLike("template0");
}

/** A copy of a database to which nobody is connected, dropped after the tests. */
export async function databaseLike(template: string): Promise<string> {
  const cluster = await clusterUrl();
  const name = `portus_test_${randomBytes(8).toString("hex")}`;
  keeper?.write(`${name}\n`); // for it to be dropped with this process
  const client = new pg.Client(cluster);
  await client.connect();
  await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  await client.end();
  return withDatabase(cluster, name);
}

/** Made once for each set of migrations. */
async function templateDatabase(): Promise<string> {
  const cluster = await clusterUrl();
  const all = JSON.stringify(readMigrations());
  const name = `portus_template_${createHash("sha256").update(all).digest("hex").slice(0, 16)}`;
  const client = new pg.Client(cluster);
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock(1)");
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) {
      await client.query(`DROP DATABASE IF EXISTS ${name}_half`);
      await client.query(`CREATE DATABASE ${name}_half TEMPLATE template0`);
      await migrate(withDatabase(cluster, `${name}_half`));
      await client.query(`ALTER DATABASE ${name}_half RENAME TO ${name}`);
    }
    return name;
  } finally {
    await client.end();
  }
}

function withDatabase(cluster: string, name: string): string {
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return url.href;
}

let keeper: Socket | undefined;
let cluster: Promise<string> | undefined;

function clusterUrl(): Promise<string> {
  cluster ??= process.env.TEST_DATABASE_URL
    ? Promise.resolve(process.env.TEST_DATABASE_URL)
    : fromKeeper();
  return cluster;
}

const root = new URL("../..", import.meta.url).pathname;
const key = createHash("sha256").update(root).digest("hex").slice(0, 12);

/** An abstract socket of Linux: one process can hold it, and it is gone with that process. */
const keeperAddress = `\0portus-test-${process.getuid?.()}-${key}`;

/** One Postgres for all test files, kept by a process that ends when no test has been connected for a while. */
async function fromKeeper(): Promise<string> {
  let url = await ask();
  if (url) return url;
  startKeeper();
  const answers = async () => {
    url = await ask();
    return url !== undefined;
  };
  await until(answers, "Postgres (run test/support/postgres-keeper.ts to see what it says)");
  return url ?? "";
}

function startKeeper(): void {
  const file = new URL("postgres-keeper.ts", import.meta.url).pathname;
  const options = { cwd: root, detached: true, stdio: "ignore" } as const;
  spawn(process.execPath, [...typescript, file, keeperAddress.slice(1)], options).unref();
}

/** The connection stays open, which is what keeps the keeper. */
function ask(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(keeperAddress);
    socket.once("error", () => resolve(undefined));
    socket.once("close", () => resolve(undefined));
    socket.once("data", (url) => {
      keeper = socket.unref();
      resolve(url.toString());
    });
  });
}
