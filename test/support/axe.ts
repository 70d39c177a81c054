import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Browser as Cookies } from "./app.ts";
import { launchChromium, windowOf } from "./chromium.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Pages are tested in a wide light window and in a narrow dark one. */
export const viewports = [
  { width: 1600, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
] as const;

/** The options of `windowOf` for a viewport. */
export function contextOptions({ width, colorScheme }: (typeof viewports)[number]) {
  return { viewport: { width, height: 900 }, colorScheme };
}

interface Viewer {
  chromium: Browser;
  app: { url: string };
  person: Pick<Cookies, "cookies">;
}

const windows = new Map<string, Promise<BrowserContext>>();

/** The person's window with this viewport, opened once: a new one for each page would double the time. */
export function cachedWindow(
  viewport: (typeof viewports)[number],
  { chromium, app, person }: Viewer,
) {
  const key = `${viewport.width} ${person.cookies.get("portus")}`;
  const window = windows.get(key) ?? windowOf(chromium, app, person, contextOptions(viewport));
  windows.set(key, window);
  return window;
}

/** Opens a page, and asserts that it has the status and is accessible. */
export async function assertAccessible(window: BrowserContext, path: string, status = 200) {
  await assertShownAccessible(window, path, async (page) => {
    const answer = await page.goto(path);
    assert.equal(answer?.status(), status, path);
  });
}

/**
 * Asserts that what `open` shows, with all its folds, has no errors in the console, no violations of WCAG 2.2 AA, and
 * fits its window. The variable SCREENSHOTS names a folder for a screenshot of each page.
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

  await open(page);
  await page.evaluate('for (const it of document.querySelectorAll("details.fold")) it.open = true');
  await saveScreenshot(page, name);

  assert.deepEqual(await violationsOf(page), [], name);
  const over = "document.documentElement.scrollWidth - window.innerWidth";
  assert.ok(Number(await page.evaluate(over)) <= 0, `${name} is wider than the window`);
  assert.deepEqual(errors, []);
  page.removeAllListeners();
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const run = `axe.run({ runOnly: ${JSON.stringify(rules)}, resultTypes: ["violations"] })`;
  const { violations } = (await page.evaluate(run)) as AxeResults;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

async function saveScreenshot(page: Page, what: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  const name = what.replace(/[^a-z0-9]+/gi, "_").slice(0, 80);
  await page.screenshot({ path: `${folder}/${name}-${page.viewportSize()?.width}.png` });
}

type Pages<Scene> = readonly (readonly [what: string, pathOf: (scene: Scene) => string])[];

/** Declares a test for each page in each viewport. `makeScene` creates the rows and signs a person in. */
export function testAccessibility<Scene>(
  app: { url: string },
  pages: Pages<Scene>,
  makeScene: () => Promise<{ scene: Scene; person: Cookies }>,
): void {
  describe("in a real browser", () => {
    let chromium: Browser;
    let made: Awaited<ReturnType<typeof makeScene>>;

    before(async () => {
      chromium = await launchChromium();
      made = await makeScene();
    });

    after(() => chromium?.close());

    for (const viewport of viewports)
      for (const [what, pathOf] of pages)
        test(`${what}, ${viewport.width} pixels wide and ${viewport.colorScheme}, is accessible and fits`, async () => {
          const window = await cachedWindow(viewport, { chromium, app, person: made.person });
          await assertAccessible(window, pathOf(made.scene));
        });
  });
}
