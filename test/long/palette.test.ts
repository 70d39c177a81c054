import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { signIn, useApp } from "../support/app.ts";
import { assertAccessible, cachedWindow, nameOf, viewports } from "../support/axe.ts";
import { launchChromium, windowOf } from "../support/chromium.ts";
import { makeRepository } from "../support/data/catalogue.ts";
import { makeNamespace, makePerson, makeTeam } from "../support/data/factories.ts";

const app = await useApp();
const script = "<img src=x onerror=alert(1)>";

describe("search in a real browser", () => {
  let chromium: Browser;
  let person: Awaited<ReturnType<typeof signIn>>;

  before(async () => {
    const { user } = await makePerson({ admin: true });
    const team = await makeTeam({ owners: [user] }, { name: script });
    const namespace = await makeNamespace({ name: "shelf", team, visibility: "public" });
    for (const name of ["nginx", "nginx-exporter"]) await makeRepository({ namespace, name });
    person = await signIn(app, user);
    await person.get("/repositories/shelf/nginx");
    await person.post("/repositories/shelf/nginx/-/comments", {
      body: "**Good** one, see `README`",
    });
    await person.post("/repositories/shelf/nginx/-/star", { starred: "true" });
    chromium = await launchChromium();
  });

  after(() => chromium?.close());

  test("Ctrl-K, part of a name, arrow keys and Enter open a repository", async () => {
    const window = await windowOf(chromium, app, person);
    const page = await window.newPage();
    await page.goto("/profile");

    await page.keyboard.press("Control+k");
    await page.keyboard.type("nginx");
    await page.getByRole("option", { name: "shelf/nginx-exporter" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/repositories/shelf/nginx-exporter");

    await window.close();
  });

  test("Enter without a selection opens the search page; Escape closes the palette", async () => {
    const window = await windowOf(chromium, app, person);
    const page = await window.newPage();
    await page.goto("/profile");

    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("[data-palette]").isVisible(), false);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("shelf");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search?q=shelf&jump=1");

    await window.close();
  });

  test("actions are chosen by keyboard alone, and are posted", async () => {
    const { user } = await makePerson();
    const window = await windowOf(chromium, app, await signIn(app, user));
    const page = await window.newPage();
    await page.goto("/repositories/shelf/nginx");

    await page.keyboard.press("Control+k");
    await page.keyboard.type("switch dark");
    await page.getByRole("option", { name: "Switch to dark" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator("html[data-theme=dark]").waitFor();
    assert.equal(new URL(page.url()).pathname, "/repositories/shelf/nginx");

    await window.close();
  });

  test("recent places come first, and are gone for the next account", async () => {
    const [one, other] = [(await makePerson()).user, (await makePerson()).user];
    const window = await windowOf(chromium, app, await signIn(app, one));
    const page = await window.newPage();
    const openPalette = async () => {
      await page.goto("/profile");
      await page.keyboard.press("Control+k");
      await page.getByRole("option", { name: "Create token" }).waitFor();
      return page.getByRole("option").allTextContents();
    };
    await page.goto("/repositories/shelf/nginx-exporter/-/usage");
    await page.goto("/repositories/shelf/nothing");
    await page.goto("/repositories/shelf/nginx");

    const first = (await openPalette()).slice(0, 3);
    const { cookies } = await signIn(app, other);
    await window.addCookies([...cookies].map(([name, value]) => ({ name, value, url: app.url })));
    const others = await openPalette();
    await page.locator('form[action="/sign-out"] button').dispatchEvent("click");
    await page.waitForURL("**/sign-in");

    assert.deepEqual(first, [
      "shelf/nginxRecent repository",
      "shelf/nginx-exporterRecent repository",
      "Create tokenAction",
    ]);
    assert.deepEqual(
      others.filter((text) => text.includes("nginx")),
      [],
    );
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    await window.close();
  });

  test("the palette says what it searched if nothing matches", async () => {
    const window = await windowOf(chromium, app, person);
    const page = await window.newPage();
    await page.goto("/profile");

    await page.keyboard.press("Control+k");
    await page.keyboard.type("xyzzy");

    const status = page.locator("[data-palette]").getByRole("status");
    await status.filter({ hasText: /No repository, tag, .* or setting matches “xyzzy”/ }).waitFor();
    assert.equal(
      await page.getByRole("combobox", { name: "Go to" }).getAttribute("aria-expanded"),
      "false",
    );
    await window.close();
  });

  test("API-011: a name that looks like HTML is shown as text", async () => {
    const window = await windowOf(chromium, app, person);
    const page = await window.newPage();
    await page.goto("/profile");

    await page.keyboard.press("Control+k");
    await page.keyboard.type("<img");
    await page.getByRole("option", { name: script }).waitFor();

    assert.equal(await page.locator("[data-palette] img").count(), 0);
    await window.close();
  });

  test("without JavaScript the search field in the bar opens the search page", async () => {
    const window = await windowOf(chromium, app, person, { javaScriptEnabled: false });
    const page = await window.newPage();
    await page.goto("/profile");

    await page.getByRole("searchbox", { name: "Search" }).fill("nginx");
    await page.keyboard.press("Enter");

    await page.getByRole("link", { name: "shelf/nginx-exporter" }).waitFor();
    await window.close();
  });

  const places = [
    "/search?q=nginx",
    "/search",
    "/search?q=nothing-like-it",
    "/activity?kind=people",
    "/activity",
    "/repositories/shelf/nginx",
    "/repositories/shelf/nginx/-/comments",
  ];
  for (const viewport of viewports)
    for (const place of places)
      test(`${place}, ${nameOf(viewport)}, is accessible and fits`, async () => {
        const window = await cachedWindow(viewport, { chromium, app, person });
        await assertAccessible(window, place);
      });
});
