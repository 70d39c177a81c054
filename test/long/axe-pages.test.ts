import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { db } from "../../src/platform/db/client.ts";
import { browser, useApp } from "../support/app.ts";
import { assertAccessible, cachedWindow, nameOf, screenshots, viewports } from "../support/axe.ts";
import { launchChromium, windowOf } from "../support/chromium.ts";
import { createUnusualPages } from "../support/data/unusual-pages.ts";
import { demoPassword } from "../support/data/unusual-rows.ts";

const app = await useApp();

/** Description, path, who opens it, and its status if that is not 200. */
type Place = [what: string, place: string, person: string, status?: number];

const places: Place[] = [
  ["the dashboard", "/", "demo-owner"],
  ["the repositories", "/repositories", "demo-owner"],
  ["a repository", "/repositories/open/proxy", "demo-owner"],
  ["a repository with a very long name", "LONG", "demo-owner"],
  ["the activity", "/activity", "demo-owner"],
  ["the admin overview", "/admin", "demo-owner"],
  ["Explore", "/explore", ""],
  ["a private repository for anyone", "/repositories/vault/keys", "", 404],
  ["the access of a repository", "/repositories/open/proxy/-/access", "demo-owner"],
  ["an answer about permissions", "/permissions?what=open/proxy&action=push", "demo-owner"],
  ["the token debugger", "/why/token", "demo-owner"],
  ["the robots", "/robots", "demo-owner"],
  ["what a search finds", "/search?q=proxy", "demo-owner"],
];

const rarer: Place[] = [
  ["the users", "/admin/users", "demo-owner"],
  ["the form of a new user", "/admin/users/new", "demo-owner"],
  ["a user", "/admin/users/2", "demo-owner"],
  ["the registries", "/admin/registries", "demo-owner"],
  ["the form of a new registry", "/admin/registries/new", "demo-owner"],
  ["a registry", "/admin/registries/1", "demo-owner"],
  ["the doctor", "/admin/doctor", "demo-owner"],
  ["the settings", "/admin/settings", "demo-owner"],
  ["the files for operators", "/admin/configure", "demo-owner"],
  ["a file with secrets", "/admin/configure/registry", "demo-owner"],
  ["a file with an option that can't be used", "/admin/configure/nginx?key=%24x", "demo-owner"],
  ["the files for clients", "/configure", "demo-viewer"],
  ["a workflow", "/configure/github-actions", "demo-viewer"],
  ["the API for people", "/api", ""],
  ["a forgotten password", "/forgotten-password", ""],
  ["repositories that nothing matches", "/repositories?q=nothing-like-it", "demo-owner"],
  ["a repository with 10,000 tags", "/repositories/web/nightly", "demo-owner"],
  [
    "a sorted range of its tags",
    "/repositories/web/nightly?version=1.x&sort=version",
    "demo-owner",
  ],
  ["a filter of tags that can't be read", "/repositories/open/proxy?version=x.1", "demo-owner"],
  ["what an address has that was ignored", "/activity?from=2026-13-45&kind=x", "demo-owner"],
  ["a repository described from right to left", "/repositories/web/rtl", "demo-owner"],
  ["a repository without tags", "/repositories/web/deeply/nested/and-without-tags", "demo-owner"],
  ["the README of a repository", "/repositories/open/proxy/-/readme", "demo-owner"],
  ["the activity of a repository", "/repositories/open/proxy/-/activity", "demo-owner"],
  ["the settings of a repository", "/repositories/open/proxy/-/settings", "demo-owner"],
  ["the comments on a repository", "/repositories/open/proxy/-/comments", "demo-owner"],
  ["the failed events", "/admin/events", "demo-owner"],
  ["the e-mails", "/admin/emails", "demo-owner"],
  ["a page without permission", "/admin", "demo-viewer", 403],
  ["a repository for anyone", "/repositories/open/proxy", ""],
];

describe("in a real browser", () => {
  let chromium: Browser;
  const people = new Map<string, ReturnType<typeof browser>>();

  before(async () => {
    chromium = await launchChromium();
    await createUnusualPages();
    for (const username of ["", "demo-owner", "demo-viewer"]) {
      const it = browser(app);
      await it.get("/sign-in");
      if (username) await it.post("/sign-in", { username, password: demoPassword });
      people.set(username, it);
    }
  });

  after(() => chromium?.close());

  const as = (person: string) => people.get(person) ?? browser(app);

  for (const viewport of viewports)
    for (const [what, place, person, status] of viewport.width === 360 && !screenshots
      ? places
      : [...places, ...rarer])
      test(`${what}, ${nameOf(viewport)}, is accessible and fits`, async () => {
        const window = await cachedWindow(viewport, { chromium, app, person: as(person) });
        await assertAccessible(window, place === "LONG" ? await longest() : place, status, what);
      });

  test("without JavaScript an arrow key shows the pull command of the next client", async () => {
    const window = await windowOf(chromium, app, as(""), { javaScriptEnabled: false });
    const page = await window.newPage();
    await page.goto("/repositories/open/proxy");

    await page.getByRole("radio", { name: "docker", exact: true }).focus();
    await page.keyboard.press("ArrowRight");

    await page.getByText("podman pull").first().waitFor({ state: "visible" });
    assert.equal(await page.getByText("docker pull").first().isVisible(), false);
    await window.close();
  });

  test("filters and page links work without JavaScript", async () => {
    const window = await windowOf(chromium, app, as("demo-owner"), { javaScriptEnabled: false });
    const page = await window.newPage();
    await page.goto("/repositories");

    await page.getByRole("link", { name: "Older" }).click();
    await page.getByLabel("Name contains").fill("proxy");
    await page.getByRole("button", { name: "Filter" }).click();

    await page.getByRole("link", { name: "open/proxy" }).waitFor();
    assert.equal(await page.locator("tbody tr").count(), 1);
    await window.close();
  });
});

async function longest(): Promise<string> {
  const { fullName } = await db.repository.findFirstOrThrow({
    where: { name: { startsWith: "a-name-that-goes-on" } },
  });
  return `/repositories/${fullName}`;
}
