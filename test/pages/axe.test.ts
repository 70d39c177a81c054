import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { demoPassword, seed } from "../../prisma/seed.ts";
import { db } from "../../src/db/client.ts";
import { browser, useApp } from "../support/app.ts";
import { launchChromium, windowOf } from "../support/chromium.ts";

const app = await useApp();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const places = [
  ["the dashboard", "/", "demo-owner"],
  ["the repositories", "/repositories", "demo-owner"],
  ["a repository", "/repositories/open/proxy", "demo-owner"],
  ["a repository with a very long name", "LONG", "demo-owner"],
  ["the activity", "/activity", "demo-owner"],
  ["the admin overview", "/admin", "demo-owner"],
  ["explore", "/explore", ""],
  ["a private repository for anyone", "/repositories/vault/keys", ""],
  ["who may use a repository", "/repositories/open/proxy/-/access", "demo-owner"],
  ["an answer about permissions", "/permissions?what=open/proxy&action=push", "demo-owner"],
  ["the robots", "/robots", "demo-owner"],
] as const;

const rarer = [
  ["the users", "/admin/users", "demo-owner"],
  ["the form of a new user", "/admin/users/new", "demo-owner"],
  ["a user", "/admin/users/1", "demo-owner"],
  ["the registries", "/admin/registries", "demo-owner"],
  ["the form of a new registry", "/admin/registries/new", "demo-owner"],
  ["a registry", "/admin/registries/1", "demo-owner"],
  ["the settings", "/admin/settings", "demo-owner"],
  ["the API for people", "/api", ""],
  ["a forgotten password", "/forgotten-password", ""],
  ["repositories that nothing matches", "/repositories?q=nothing-like-it", "demo-owner"],
  ["a repository with 10,000 tags", "/repositories/web/nightly", "demo-owner"],
  ["a repository described from right to left", "/repositories/web/rtl", "demo-owner"],
  ["a repository without tags", "/repositories/web/deeply/nested/and-without-tags", "demo-owner"],
  ["the form of a description", "/repositories/open/proxy/-/edit", "demo-owner"],
  ["a page that one may not open", "/admin", "demo-viewer"],
  ["a repository for anyone", "/repositories/open/proxy", ""],
] as const;

const looks = [
  { width: 1600, colorScheme: "light", shown: [...places, ...rarer] },
  { width: 360, colorScheme: "dark", shown: places },
] as const;

describe("in a real browser", () => {
  let chromium: Browser;
  const people = new Map<string, ReturnType<typeof browser>>();

  before(async () => {
    chromium = await launchChromium();
    await seed();
    for (const username of ["", "demo-owner", "demo-viewer"]) {
      const it = browser(app);
      await it.get("/sign-in");
      if (username) await it.post("/sign-in", { username, password: demoPassword });
      people.set(username, it);
    }
  });

  after(() => chromium?.close());

  const as = (person: string, options: Parameters<typeof windowOf>[3] = {}) =>
    windowOf(chromium, app, people.get(person) ?? browser(app), options);

  for (const { width, colorScheme, shown } of looks)
    for (const [what, place, person] of shown)
      test(`${what}, ${width} pixels wide and ${colorScheme}, bars nobody and fits`, async () => {
        const path = place === "LONG" ? await longest() : place;
        const window = await as(person, { viewport: { width, height: 900 }, colorScheme });
        const page = await window.newPage();
        const complaints: string[] = [];
        page.on("pageerror", (error) => complaints.push(String(error)));
        page.on("console", (line) => {
          if (line.type() === "error" && !/status of 40[34]/.test(line.text()))
            complaints.push(line.text());
        });

        await page.goto(path);

        assert.deepEqual(await barriers(page), []);
        const over = "document.documentElement.scrollWidth - window.innerWidth";
        assert.ok(Number(await page.evaluate(over)) <= 0, "the page is wider than the window");
        assert.deepEqual(complaints, []);
        await window.close();
      });

  test("without JavaScript the pull command of another client is a key press away", async () => {
    const window = await as("", { javaScriptEnabled: false });
    const page = await window.newPage();
    await page.goto("/repositories/open/proxy");

    await page.getByRole("radio", { name: "docker" }).focus();
    await page.keyboard.press("ArrowRight");

    await page.getByText("podman pull").waitFor({ state: "visible" });
    assert.equal(await page.getByText("docker pull").isVisible(), false);
    await window.close();
  });

  test("without JavaScript one filters and turns pages", async () => {
    const window = await as("demo-owner", { javaScriptEnabled: false });
    const page = await window.newPage();
    await page.goto("/repositories");

    await page.getByRole("link", { name: "Older" }).click();
    await page.getByLabel("Name contains").fill("proxy");
    await page.getByRole("button", { name: "Filter" }).click();

    await page.getByRole("link", { name: "open/proxy" }).waitFor();
    assert.equal(await page.locator("tbody tr").count(), 1);
    await window.close();
  });

  async function barriers(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const run = `axe.run({ runOnly: ${JSON.stringify(rules)} })`;
    const { violations } = (await page.evaluate(run)) as AxeResults;
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  }
});

async function longest(): Promise<string> {
  const { fullName } = await db.repository.findFirstOrThrow({
    where: { name: { startsWith: "a-name-that-goes-on" } },
  });
  return `/repositories/${fullName}`;
}
