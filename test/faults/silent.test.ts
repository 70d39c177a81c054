import assert from "node:assert/strict";
import { test } from "node:test";
import { startFaultyInstance } from "../support/faults/instance.ts";
import { until } from "../support/waiting.ts";

const it = await startFaultyInstance();

const pages = (count: number) =>
  Promise.all(
    Array.from({ length: count }, () =>
      fetch(`${it.url}/explore`, { signal: AbortSignal.timeout(30_000) }).then(
        (res) => res.text().then(() => res.status),
        () => 0,
      ),
    ),
  );

test("R8: when all connections to Postgres have gone silent, fifty pages end within half a minute, and later ones work", async () => {
  assert.deepEqual(new Set(await pages(50)), new Set([200]));
  it.link.silence();
  const began = Date.now();

  const first = await pages(50);
  const firstMs = Date.now() - began;
  await until(
    async () => (await pages(10)).every((status) => status === 200),
    "pages to work",
    30_000,
  );
  const recoveredMs = Date.now() - began;

  assert.ok(
    first.every((status) => [200, 503].includes(status)),
    first.join(),
  );
  assert.ok(firstMs < 30_000, `${firstMs} ms`);
  assert.ok(recoveredMs < 40_000, `${recoveredMs} ms`);
  assert.equal((await fetch(`${it.url}/healthz`)).status, 200);
  await it.push(5);
  await it.check();
});
