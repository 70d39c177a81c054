import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContext, Page, Request } from "playwright-core";
import type { Browser as Cookies } from "./app.ts";
import { launchChromium, windowOf } from "./chromium.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export interface Viewport {
  width: number;
  colorScheme: "light" | "dark";
  script: boolean;
}

const tested: Viewport[] = [
  { width: 1600, colorScheme: "light", script: true },
  { width: 360, colorScheme: "dark", script: true },
  { width: 768, colorScheme: "light", script: false },
];

export const screenshots = process.env.SCREENSHOTS; // a folder

/** Each page is tested wide, narrow, and without scripts; and for screenshots in three widths and both themes. */
export const viewports: Viewport[] = screenshots
  ? [360, 768, 1440].flatMap((width) => [
      { width, colorScheme: "light", script: true },
      { width, colorScheme: "dark", script: true },
    ])
  : tested;

export const nameOf = ({ width, colorScheme, script }: Viewport) =>
  `${width} pixels wide and ${colorScheme}${script ? "" : ", without scripts"}`;

interface Viewer {
  chromium: Browser;
  app: { url: string };
  person: Pick<Cookies, "cookies">;
}

const windows = new Map<string, Promise<BrowserContext>>();

/** The person's window with this viewport, opened once: a new one for each page would double the time. */
export function cachedWindow(viewport: Viewport, viewer: Viewer) {
  const key = `${nameOf(viewport)} ${viewer.person.cookies.get("portus")}`;
  const window = windows.get(key) ?? openWindow(viewport, viewer);
  windows.set(key, window);
  return window;
}

const withoutScripts = new WeakSet<BrowserContext>();

/** A new window of the person with this viewport. */
export async function openWindow(
  { width, colorScheme, script }: Viewport,
  { chromium, app, person }: Viewer,
): Promise<BrowserContext> {
  const viewport = { width, height: 900 };
  const window = await windowOf(chromium, app, person, { viewport, colorScheme });
  if (!script) withoutScripts.add(window);
  return window;
}

/** Opens a page, and asserts that it has the status and is accessible. Its pictures are named by `name`. */
export async function assertAccessible(
  window: BrowserContext,
  path: string,
  status = 200,
  name = path,
) {
  await assertShownAccessible(window, name, async (page) => {
    const answer = await page.goto(path);
    assert.equal(answer?.status(), status, path);
  });
}

const maxWeight = 60_000; // bytes of an answer, compressed

/**
 * Asserts that what `open` shows, with all its folds, has no errors in the console, no violations of WCAG 2.2 AA, fits
 * its window, and is loaded with light answers. With `SCREENSHOTS=folder bin/test long/axe`, pictures of all pages are in that folder.
 */
export async function assertShownAccessible(
  window: BrowserContext,
  name: string,
  open: (page: Page) => Promise<unknown>,
) {
  const page = window.pages()[0] ?? (await window.newPage());
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (line) => {
    if (line.type() === "error" && !/status of 4\d\d/.test(line.text())) errors.push(line.text());
  });
  const requests: Request[] = [];
  page.on("requestfinished", (request) => requests.push(request));

  if (withoutScripts.has(window)) await openWithoutScripts(page, open);
  else await open(page);
  await page.evaluate('for (const it of document.querySelectorAll("details.fold")) it.open = true');
  await saveScreenshot(page, name);

  assert.deepEqual(await violationsOf(page), [], name);
  const over = "document.documentElement.scrollWidth - window.innerWidth";
  assert.ok(Number(await page.evaluate(over)) <= 0, `${name} is wider than the window`);
  assert.deepEqual(errors, []);
  assert.deepEqual(await heavyAmong(requests), [], name);
  page.removeAllListeners();
}

async function heavyAmong(requests: Request[]): Promise<string[]> {
  const heavy: string[] = [];
  for (const request of requests) {
    const { responseBodySize } = await request.sizes();
    if (responseBodySize > maxWeight) heavy.push(`${request.url()}: ${responseBodySize} bytes`);
  }
  return heavy;
}

/** Afterwards scripts run again, because axe is one. */
async function openWithoutScripts(page: Page, open: (page: Page) => Promise<unknown>) {
  const session = await page.context().newCDPSession(page);
  const disable = (value: boolean) =>
    session.send("Emulation.setScriptExecutionDisabled", { value });
  await disable(true);
  await open(page);
  await disable(false);
  await session.detach();
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const run = `axe.run({ runOnly: ${JSON.stringify(rules)}, resultTypes: ["violations"] })`;
  const { violations } = (await page.evaluate(run)) as AxeResults;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

async function saveScreenshot(page: Page, what: string): Promise<void> {
  if (!screenshots) return;
  const name = what.replace(/[^a-z0-9]+/gi, "_").slice(0, 80);
  const theme = await page.evaluate(
    "matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'",
  );
  const path = `${screenshots}/${name}-${page.viewportSize()?.width}-${theme}.png`;
  await page.screenshot({ path, fullPage: true });
}

export type ShownPage<Scene> = readonly [
  what: string,
  pathOf: (scene: Scene) => string,
  status?: number,
];

/** Declares a test for each page in each viewport. `makeScene` creates the rows and signs a person in. */
export function testAccessibility<Scene>(
  app: { url: string },
  pages: readonly ShownPage<Scene>[],
  makeScene: () => Promise<{ scene: Scene; person: Cookies }>,
  inViewports = viewports,
): void {
  describe("in a real browser", () => {
    let chromium: Browser;
    let made: Awaited<ReturnType<typeof makeScene>>;

    before(async () => {
      chromium = await launchChromium();
      made = await makeScene();
    });

    after(() => chromium?.close());

    for (const viewport of inViewports)
      for (const [what, pathOf, status] of pages)
        test(`${what}, ${nameOf(viewport)}, is accessible and fits`, async () => {
          const window = await cachedWindow(viewport, { chromium, app, person: made.person });
          await assertAccessible(window, pathOf(made.scene), status, what);
        });
  });
}
