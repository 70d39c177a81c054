import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import pg from "pg";
import { runningUrl } from "../../src/platform/db/running.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { answersWhile, freePort, must, run, type Started, start } from "../support/processes.ts";
import { startRegistry } from "../support/registry.ts";
import { until } from "../support/waiting.ts";

// A machine breaks: its Portus, with the embedded Postgres, is restored on another; the registry keeps its files.

const scratch = mkdtempSync(join(tmpdir(), "portus-backup-test-"));
const [port, registryPort] = [await freePort(), await freePort()];
const host = `localhost:${registryPort}`;
const url = `http://localhost:${port}`;
const file = join(scratch, "portus.backup");

const environment = {
  PORT: `${port}`,
  PORTUS_URL: url,
  PORTUS_REGISTRY_HOST: host,
  PORTUS_REGISTRY_URL: `http://127.0.0.1:${registryPort}`,
  PORTUS_SECRET: undefined,
  PORTUS_EVENTS_SECRET: undefined,
  PORTUS_LOG_LEVEL: "warn",
  PORTUS_BACKUP_PASSPHRASE: "correct horse battery",
  HOME: scratch,
  REGISTRY_AUTH_FILE: join(scratch, "auth.json"),
};
const broken = { ...environment, PORTUS_DATA_DIR: join(scratch, "broken") };
const restored = { ...environment, PORTUS_DATA_DIR: join(scratch, "restored") };

let serving: Started | undefined;
after(async () => {
  await serving?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

async function serve(env: typeof broken): Promise<Started> {
  const portus = start(["bin/portus", "serve"], env);
  serving = portus;
  await until(() => answersWhile(portus, `${url}/readyz`, 200), "Portus to be ready", 60_000);
  return portus;
}

async function query(env: typeof broken, text: string) {
  const client = new pg.Client(runningUrl(join(env.PORTUS_DATA_DIR, "postgres")));
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

/** A count that triggers keep, and the rows that it counts. */
const repositories = `SELECT (SELECT count(*)::int FROM repositories) AS counted, sum(value)::int AS kept FROM (
  SELECT name, value FROM kept_counts UNION ALL SELECT name, value FROM count_changes) AS all_counts
  WHERE name = 'repositories'`;

test("a backup that was made during pushes is restored elsewhere, and an old application token pulls the image", async () => {
  must(["bin/portus", "user", "create", "ada", "--admin"], broken);
  const token = /ptk_\S+/.exec(must(["bin/portus", "token", "create", "ada", "ci"], broken))?.[0];
  const ca = must(["bin/portus", "ca"], broken);
  const first = await serve(broken);
  const eventsSecret = readFileSync(join(broken.PORTUS_DATA_DIR, "events-secret"), "utf8");
  const wiring = { portus: url, ca, issuer: "localhost", eventsSecret, port: registryPort };
  const registry = await startRegistry(wiring);
  after(async () => {
    await registry.stop();
    rmSync(registry.directory, { recursive: true, force: true });
  });
  const login = ["--tls-verify=false", "--username", "ada", "--password-stdin", host];
  must(["skopeo", "login", ...login], broken, token);
  const push = (name: string) => {
    const { directory } = imageLayout(join(scratch, name), name);
    const into = `docker://${host}/ada/${name}:1`;
    must(
      ["skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false", `oci:${directory}`, into],
      broken,
    );
  };

  push("before");
  const counted = async () => (await query(broken, repositories))[0].counted;
  await until(async () => (await counted()) === 1, "the push to be recorded");
  const backup = start(["bin/portus", "backup", file], broken);
  for (let number = 1; backup.child.exitCode === null; number += 1) {
    push(`during-${number}`);
    await new Promise((resolve) => setImmediate(resolve)); // for the end of the backup to be noticed
  }
  assert.equal(await backup.ended, 0, backup.said());

  const full = run(["bin/portus", "restore", file], broken);
  assert.equal(full.status, 2, full.output);
  assert.match(full.output, /This Portus has people/);
  assert.equal(await first.stop(), 0);
  rmSync(broken.PORTUS_DATA_DIR, { recursive: true });

  const done = run(["bin/portus", "restore", file], restored);
  assert.equal(done.status, 0, done.output);
  assert.equal(must(["bin/portus", "ca"], restored), ca);
  await serve(restored);
  const [counts] = await query(restored, repositories);
  assert.ok(counts.counted >= 1);
  assert.equal(counts.kept, counts.counted);
  const pull = ["--src-tls-verify=false", `docker://${host}/ada/before:1`, `dir:${scratch}/pulled`];
  must(["skopeo", "--insecure-policy", "copy", ...pull], restored);
  push("after");
  await until(
    async () =>
      (await query(restored, "SELECT FROM repositories WHERE full_name = 'ada/after'")).length ===
      1,
    "the registry's event about a push after the restore",
  );
});
