import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { chromium } from "playwright-core";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { newPerson, password, pushing } from "../support/clients/people.ts";
import { must } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";

const stack = await startStack();
const ada = await newPerson(stack, "ada");
const executablePath = must(["sh", "-c", "command -v chromium"]).trim();
const quiet = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run"];
const silent = ["disable-background-networking", "disable-component-update", "disable-sync"];
const args = [...quiet, ...silent].map((flag) => `--${flag}`);
const chrome = await chromium.launch({ executablePath, args });
after(() => chrome.close());

test("in Chromium without JavaScript, a pushed tag is on the page within 2 s of the push", async () => {
  const context = await chrome.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${stack.portus.url}/sign-in`);
  await page.locator("[name=username]").fill("ada");
  await page.locator("[name=password]").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();

  const layout = imageLayout(join(stack.directory, "layout"), "seen");
  const pushed = pushing(stack, ada, layout, "ada/app:seen-in-chromium");
  const deadline = Date.now() + 2_000;

  assert.equal(pushed.status, 0, pushed.output);
  let seen = false;
  while (!seen && Date.now() < deadline) {
    await page.goto(`${stack.portus.url}/repositories/ada/app`);
    seen = await page.getByText("seen-in-chromium").first().isVisible();
  }
  assert.ok(seen, await page.content());
});
