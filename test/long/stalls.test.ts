import assert from "node:assert/strict";
import { test } from "node:test";
import { hostileCases } from "../matrix/hostile-images.ts";
import { hostilePages } from "../matrix/hostile-pages.ts";
import { longestStall } from "../matrix/stalls.ts";
import { useApp } from "../support/app.ts";
import { startOpenRegistry } from "../support/registry.ts";

// What stopped Portus for up to 34 seconds, with images at a real registry. `npm run bench -- stalls` prints the numbers.

const app = await useApp();
const registry = await startOpenRegistry();
const maxBusyMs = 400; // the goal on an idle machine is 50; before, it was 1,000 to 34,000

const cases = [...(await hostileCases(app, registry)), ...(await hostilePages(app))];
for (const { name, work, check } of cases)
  test(`S3: the event loop goes on while this is done: ${name}`, async (t) => {
    const { busyMs, delayMs } = await longestStall(work);

    await check?.();
    t.diagnostic(`busy for ${busyMs.toFixed(0)} ms, delayed for ${delayMs.toFixed(0)} ms`);
    assert.ok(busyMs < maxBusyMs, `${busyMs} ms`);
  });
