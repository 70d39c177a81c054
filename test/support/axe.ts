import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Browser as Cookies } from "./app.ts";
import { windowOf } from "./chromium.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** How pages are looked at: on a desk by day, in the hand by night. */
export const looks = [
  { width: 1600, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
] as const;

/** What `windowOf` is asked for one of the looks. */
export function sized({ width, colorScheme }: (typeof looks)[number]) {
  return { viewport: { width, height: 900 }, colorScheme };
}

interface Somebody {
  chromium: Browser;
  app: { url: string };
  person: Pick<Cookies, "cookies">;
}

const windows = new Map<string, Promise<BrowserContext>>();

/** The window in which somebody looks so. It is kept: a fresh one for each page costs as much as the page. */
export function windowAt(look: (typeof looks)[number], { chromium, app, person }: Somebody) {
  const key = `${look.width} ${person.cookies.get("portus")}`;
  const window = windows.get(key) ?? windowOf(chromium, app, person, sized(look));
  windows.set(key, window);
  return window;
}

/**
 * Opens a page with all its folds and wants it to answer, to complain of nothing, to bar nobody (WCAG 2.2 AA) and to
 * fit its window. LOOK_AT names a folder that gets a picture of each.
 */
export async function barsNobody(window: BrowserContext, path: string, status = 200) {
  const page = window.pages()[0] ?? (await window.newPage());
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (line) => {
    if (line.type() === "error" && !/status of 40[34]/.test(line.text()))
      complaints.push(line.text());
  });

  const answer = await page.goto(path);
  await page.evaluate('for (const it of document.querySelectorAll("details.fold")) it.open = true');
  await picture(page, path);

  assert.equal(answer?.status(), status, path);
  assert.deepEqual(await barriers(page), [], path);
  const over = "document.documentElement.scrollWidth - window.innerWidth";
  assert.ok(Number(await page.evaluate(over)) <= 0, `${path} is wider than the window`);
  assert.deepEqual(complaints, []);
  page.removeAllListeners();
}

async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const run = `axe.run({ runOnly: ${JSON.stringify(rules)}, resultTypes: ["violations"] })`;
  const { violations } = (await page.evaluate(run)) as AxeResults;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

async function picture(page: Page, path: string): Promise<void> {
  const folder = process.env.LOOK_AT;
  if (!folder) return;
  const name = path.replace(/[^a-z0-9]+/gi, "_").slice(0, 80);
  await page.screenshot({ path: `${folder}/${name}-${page.viewportSize()?.width}.png` });
}
