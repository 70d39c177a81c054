import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { testDatabaseUrl } from "../support/postgres.ts";
import { answersWhile, freePort, start, typescript } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

const directory = mkdtempSync(join(tmpdir(), "portus-stopping-"));
after(() => rmSync(directory, { recursive: true, force: true }));

async function startDraining(seconds: string) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PORT: String(port),
    DATABASE_URL: await testDatabaseUrl(),
    PORTUS_DATA_DIR: directory,
    PORTUS_REGISTRY_HOST: "registry.test.lan:5000",
    PORTUS_REGISTRY_URL: "http://127.0.0.1:1",
    PORTUS_DRAIN_SECONDS: seconds,
  };
  const portus = start([process.execPath, ...typescript, "src/main/server.ts"], env);
  await until(() => answersWhile(portus, `${url}/readyz`, 200), "Portus to be ready", 60_000);
  return { portus, url };
}

test("R13: after SIGTERM readyz is 503 and requests are served, until the delay is over", async () => {
  const { portus, url } = await startDraining("4");
  const began = Date.now();

  portus.child.kill("SIGTERM");
  await until(() => answersWhile(portus, `${url}/readyz`, 503), "readyz to be 503", 2_000);
  const token = await fetch(`${url}/v2/token?service=registry.test.lan:5000`);
  const code = await portus.ended;

  assert.equal(token.status, 200);
  assert.equal(token.headers.get("connection"), "close");
  assert.equal(code, 0);
  assert.ok(Date.now() - began >= 4_000);
});

test("R13: a second signal ends the delay", async () => {
  const { portus, url } = await startDraining("300");

  portus.child.kill("SIGTERM");
  await until(() => answersWhile(portus, `${url}/readyz`, 503), "readyz to be 503", 2_000);
  portus.child.kill("SIGTERM");

  assert.equal(await portus.ended, 0);
});
