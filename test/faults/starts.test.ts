import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import pg from "pg";
import { emptyDatabaseUrl } from "../support/postgres.ts";
import { answersWhile, freePort, start, typescript } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

const directory = mkdtempSync(join(tmpdir(), "portus-starts-"));
after(() => rmSync(directory, { recursive: true, force: true }));

const times = 20;

for (let time = 1; time <= times; time += 1)
  test(`R10: two replicas that start together on an empty database are both ready, time ${time} of ${times}`, async () => {
    const database = await emptyDatabaseUrl();

    const replicas = await Promise.all(
      ["one", "two"].map((name) => startReplica(`${name}${time}`, database)),
    );
    await Promise.all(
      replicas.map(({ process, url }) =>
        until(() => answersWhile(process, `${url}/readyz`, 200), "a replica to be ready", 60_000),
      ),
    );
    const counts = await countRows(database);
    const codes = await Promise.all(replicas.map(({ process }) => process.stop()));

    assert.deepEqual(counts, { registries: 1, namespaces: 1, teams: 1, keys: 2 });
    assert.deepEqual(codes, [0, 0]);
  });

async function startReplica(name: string, database: string) {
  const port = await freePort();
  const env = {
    PORT: String(port),
    DATABASE_URL: database,
    PORTUS_DATA_DIR: join(directory, name),
    PORTUS_REGISTRY_URL: "http://127.0.0.1:1",
  };
  const process_ = start([process.execPath, ...typescript, "src/main/server.ts"], env);
  return { process: process_, url: `http://127.0.0.1:${port}` };
}

async function countRows(database: string) {
  const client = new pg.Client(database);
  await client.connect();
  const { rows } = await client.query(
    `SELECT (SELECT count(*)::int FROM registries) AS registries, (SELECT count(*)::int FROM namespaces) AS namespaces,
       (SELECT count(*)::int FROM teams) AS teams, (SELECT count(*)::int FROM signing_keys) AS keys`,
  );
  await client.end();
  return rows[0];
}
