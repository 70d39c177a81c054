import assert from "node:assert/strict";
import { after, test } from "node:test";
import { signIn, useApp } from "../support/app.ts";
import { launchChromium, windowOf } from "../support/chromium.ts";
import { makePerson, makeTeam } from "../support/data/factories.ts";

const app = await useApp();
const chromium = await launchChromium();
after(() => chromium.close());

test("three clicks from the dashboard lead to a workflow for a new robot, with a copy of its secret", async () => {
  const { user } = await makePerson({ admin: true });
  await makeTeam({ owners: [user] }, { name: "web" });
  const permissions = ["clipboard-read", "clipboard-write"];
  const window = await windowOf(chromium, app, await signIn(app, user), { permissions });
  const page = await window.newPage();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.goto("/");

  await page.getByRole("link", { name: "Robots" }).click();
  await page.getByLabel("Robot name").fill("ci");
  await page.getByRole("button", { name: "Create robot" }).click();
  await page.getByText("GitHub Actions", { exact: true }).click();

  await page.getByRole("button", { name: "Copy step 2 for GitHub Actions" }).click();
  await page.locator("[data-copied]").waitFor();
  assert.match(await copied(), /^name: Image\n[\s\S]*username: "web\+ci"\n/);
  await page.getByRole("button", { name: "Copy the application token" }).last().click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith("ptk_"));
  assert.equal(await copied(), await page.locator("#secret").textContent());

  await page.goto("/robots");
  assert.equal((await page.content()).includes(await copied()), false);
  await window.close();
});
