import { existsSync } from "node:fs";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
} from "playwright-core";
import type { Browser as Cookies } from "./app.ts";
import { slowness } from "./waiting.ts";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A real browser, without a window and without any talk to its maker. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = places.find(existsSync);
  if (!executablePath)
    throw new Error(
      "These tests need Chromium, which is not installed: `apt-get install chromium`, or run bin/test as root.",
    );
  const quiet = ["quic", "background-networking", "component-update", "sync", "gpu"];
  const args = ["--no-sandbox", "--no-first-run", ...quiet.map((what) => `--disable-${what}`)];
  return chromium.launch({ executablePath, args });
}

/** A window in which the same person is signed in as in a browser of the other kind. */
export async function windowOf(
  browser: Browser,
  app: { url: string },
  { cookies }: Pick<Cookies, "cookies">,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const window = await browser.newContext({ baseURL: app.url, ...options });
  window.setDefaultTimeout(30_000 * slowness());
  await window.addCookies([...cookies].map(([name, value]) => ({ name, value, url: app.url })));
  return window;
}
