import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { hash } from "@node-rs/bcrypt";
import { answersWhile, freePort, start } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

// bin/portus import, as a new user runs it, with an instance on its embedded Postgres.

const directory = mkdtempSync(join(tmpdir(), "portus-import-"));
after(() => rmSync(directory, { recursive: true, force: true }));

const port = `${await freePort()}`;
const env = {
  PORT: port,
  PORTUS_DATA_DIR: directory,
  PORTUS_URL: undefined,
  PORTUS_REGISTRY_HOST: "localhost:5000",
  PORTUS_LOG_LEVEL: "warn",
};

/** Runs a command that must work. This process goes on meanwhile: else it would not see that the server closes connections. */
async function printed(...words: string[]): Promise<string> {
  const command = start(["bin/portus", ...words], env);
  assert.equal(await command.ended, 0, command.said());
  return command.said();
}

async function loginStatus(name: string, password: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
  const url = `http://localhost:${port}/v2/token?service=localhost:5000`;
  return (await fetch(url, { headers: { authorization } })).status;
}

test("3,000 people of htpasswd are imported while Portus runs, and sign in at once", async (t) => {
  const hashes = await Promise.all(
    Array.from({ length: 20 }, (_, at) => hash(`harbour-light-${at}`, 5)),
  );
  const file = join(directory, "htpasswd");
  const lines = Array.from({ length: 3_000 }, (_, at) => `person-${at}:${hashes[at % 20]}`);
  writeFileSync(file, lines.join("\n"));
  const serving = start(["bin/portus", "serve"], env);
  t.after(() => serving.stop());
  await until(() => answersWhile(serving, `http://localhost:${port}/readyz`, 200), "Portus");

  const tried = await printed("import", "htpasswd", file, "--dry-run");
  assert.match(tried, /In total: 3,000 will be created/);
  assert.equal(await loginStatus("person-7", "harbour-light-7"), 401);
  const started = Date.now();
  const first = await printed("import", "htpasswd", file);
  t.diagnostic(`imported in ${Math.round((Date.now() - started) / 1_000)} s`);
  assert.match(first, /In total: 3,000 created, 0 exists already, 0 left as it is, 0 refused/);
  assert.match(first, /No account is an admin/);
  assert.match(await printed("import", "htpasswd", file), /: 0 created, 3,000 exists/);

  assert.equal(await loginStatus("person-2987", "harbour-light-7"), 200);
  assert.equal(await loginStatus("person-2987", "harbour-light-8"), 401);
  assert.equal(await serving.stop(), 0, serving.said());
});
