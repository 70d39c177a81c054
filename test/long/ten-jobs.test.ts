import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { plural } from "../../src/platform/plural.ts";
import { launchChromium } from "../support/chromium.ts";
import { must } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// What people come for most, on a real registry with the demo: how many clicks it takes from the dashboard, and that it
// can be done with the keyboard alone.

const stack = await startStack();

/** Works through a page, as a person with a mouse or with a keyboard. */
interface Hands {
  press(what: Locator): Promise<void>;
  type(field: Locator, text: string): Promise<void>;
  clicks(): number;
}

const withMouse = (): Hands => {
  let clicks = 0;
  return {
    press: async (what) => {
      clicks += 1;
      await what.click();
    },
    type: (field, text) => field.fill(text),
    clicks: () => clicks,
  };
};

const withKeyboard = (page: Page): Hands => ({
  press: async (what) => {
    await tabTo(page, what);
    await page.keyboard.press("Enter");
  },
  type: async (field, text) => {
    await tabTo(page, field);
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type(text);
  },
  clicks: () => 0,
});

const maxTabs = 250;

async function tabTo(page: Page, what: Locator): Promise<void> {
  await what.waitFor();
  for (let tabs = 0; tabs < maxTabs; tabs += 1) {
    if (await what.evaluate((it) => it === it.ownerDocument.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${what} is not reached with ${maxTabs} tabs`);
}

interface Job {
  what: string;
  clicks: number; // at most
  run(page: Page, hands: Hands): Promise<void>;
}

const link = (page: Page, name: string | RegExp) =>
  page.getByRole("main").getByRole("link", { name, exact: true }).first();
const tab = (page: Page, name: string) =>
  page.locator(".tabs").getByRole("link", { name: new RegExp(`^${name}`) });
const rail = (page: Page, name: string) => page.locator(".rail").getByRole("link", { name });
const button = (page: Page, name: string | RegExp) =>
  page.getByRole("main").getByRole("button", { name }).first();
const shows = (page: Page, text: string | RegExp) =>
  page.getByRole("main").getByText(text).first().waitFor();

const jobs: Job[] = [
  {
    what: "copies the command that pulls an image",
    clicks: 2,
    run: async (page, { press }) => {
      await press(link(page, "demo-web/site"));
      await press(button(page, /^Copy docker pull/));
      await page.locator("[data-copied]").waitFor();
    },
  },
  {
    what: "sees what is in a tag",
    clicks: 3,
    run: async (page, { press }) => {
      await press(link(page, /^demo-web\/api/));
      await press(link(page, "main"));
      await shows(page, "COPY . /app");
    },
  },
  {
    what: "sees who may push",
    clicks: 2,
    run: async (page, { press }) => {
      await press(link(page, "demo-web/site"));
      await press(tab(page, "Access"));
      await shows(page, "demo-contributor");
    },
  },
  {
    what: "gives push rights",
    clicks: 4,
    run: async (page, { press, type }) => {
      await press(link(page, "demo-web"));
      await press(tab(page, "Members"));
      await type(page.getByLabel("User name of a new member"), newMembers.shift() ?? "");
      await page.getByLabel("Role", { exact: true }).last().selectOption("contributor");
      await press(button(page, "Add member"));
      await shows(page, /is now in the team/);
    },
  },
  {
    what: "gets a token for CI",
    clicks: 3,
    run: async (page, { press, type }) => {
      await press(rail(page, "Robots"));
      await type(page.getByLabel("Robot name"), `ci-${Date.now() % 1e6}`);
      await page.getByLabel("Team", { exact: true }).selectOption("demo");
      await press(button(page, "Create robot"));
      await shows(page, "GitHub Actions");
    },
  },
  {
    what: "finds what was deleted and restores it",
    clicks: 3,
    run: async (page, { press }) => {
      await press(rail(page, "Deletions"));
      await press(button(page, "Restore"));
      await shows(page, /restored/i);
    },
  },
  {
    what: "finds the biggest images",
    clicks: 2,
    run: async (page, { press }) => {
      await press(rail(page, "Sizes"));
      await shows(page, "Biggest images");
    },
  },
  {
    what: "sets retention, with a preview",
    clicks: 4,
    run: async (page, { press }) => {
      await press(link(page, "demo-web"));
      await press(tab(page, "Retention"));
      await press(link(page, /Delete PR builds/));
      await press(button(page, "Save and run every night"));
      await shows(page, /saved/i);
    },
  },
  {
    what: "sees what the next night deletes",
    clicks: 2,
    run: async (page, { press }) => {
      await press(rail(page, "Deletions"));
      await press(link(page, /Next night/));
      await shows(page, /pr-21/); // pr-15 was restored, which counts as a push
    },
  },
  {
    what: "adds a webhook",
    clicks: 3,
    run: async (page, { press, type }) => {
      await press(link(page, "demo-web"));
      await press(tab(page, "Webhooks"));
      webhooks += 1;
      await type(page.getByLabel("Name", { exact: true }), `build server ${webhooks}`);
      await type(page.getByLabel("Address"), "https://hooks.example.com/portus");
      await press(button(page, "Create webhook"));
      await shows(page, "Copy it now: it is shown only once");
    },
  },
];

const newMembers = ["ada", "ben"];
let webhooks = 0;

describe("from the dashboard, the owner of the demo", () => {
  let chromium: Browser;
  let window: BrowserContext;

  before(async () => {
    for (const name of newMembers) must(["bin/portus", "user", "create", name], stack.env);
    const created = must(["bin/portus", "demo", "create"], stack.env);
    chromium = await launchChromium();
    window = await chromium.newContext({ baseURL: stack.portus.url });
    await signIn(/Password \(shown this once\): (\S+)/.exec(created)?.[1] ?? "");
    await deleteTags("pr-15", "pr-18");
  });
  after(() => chromium?.close());

  async function signIn(password: string) {
    const page = await window.newPage();
    await page.goto("/sign-in", { waitUntil: "networkidle" }); // the challenge of a passkey is in the session, too
    await page.getByLabel("User name").fill("demo-owner");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "Dashboard" }).waitFor();
    await page.close();
  }

  async function deleteTags(...tags: string[]) {
    const page = await window.newPage();
    for (const tag of tags) {
      const box = page.getByLabel(`Select ${tag}`);
      await until(async () => {
        await page.goto("/repositories/demo-web/api");
        return box.isVisible();
      }, `the tag ${tag}`).catch(async ({ message }) => {
        assert.fail(`${message}\n${await page.getByRole("main").textContent()}`);
      });
      await box.check();
      await button(page, "Delete selected tags").click();
      await button(page, /^Delete /).click();
      await shows(page, /You can restore it/);
    }
    await page.close();
  }

  for (const { what, clicks, run } of jobs) {
    test(`${what} with at most ${plural(clicks, "click")}`, async () => {
      const page = await window.newPage();
      await page.goto("/");
      const hands = withMouse();
      await run(page, hands);
      assert.ok(hands.clicks() <= clicks, `${hands.clicks()}`);
      await page.close();
    });

    test(`${what} with the keyboard alone`, async () => {
      const page = await window.newPage();
      await page.goto("/");
      await run(page, withKeyboard(page));
      await page.close();
    });
  }
});
