import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { requestDeviceSignIn } from "../../src/identity/device-sign-in/request.ts";
import { db } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { signedIn } from "../identity/signed-in.ts";
import { type Browser as Cookies, useApp } from "../support/app.ts";
import { assertShownAccessible, nameOf, openWindow, viewports } from "../support/axe.ts";
import { launchChromium } from "../support/chromium.ts";
import { makeProvider } from "../support/data/providers.ts";

const app = await useApp();
const chromium = await launchChromium();
after(() => chromium.close());

let person: Cookies;
before(async () => {
  const { user, it } = await signedIn(app, { username: "fay" });
  await db.user.update({ where: { id: user.id }, data: { passwordHash: null } });
  const { id: providerId } = await makeProvider();
  await db.externalIdentity.create({
    data: { providerId, userId: user.id, subject: "fay", label: "fay" },
  });
  person = it;
});

/** The page about a new machine. */
async function open(page: Page, machine = "laptop", address = "127.0.0.1"): Promise<void> {
  await db.rateCount.deleteMany();
  const { user_code } = await requestDeviceSignIn({ machine, address, actions: ["pull", "push"] });
  await page.goto(paths.device(user_code));
}

const pages: Record<string, (page: Page) => Promise<unknown>> = {
  "the field for a code": (page) => page.goto(paths.device()),
  "a wrong code": async (page) => {
    await db.rateCount.deleteMany();
    await page.goto(paths.device());
    await page.getByLabel("Code").fill("bcdf ghjk");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("No machine waits with this code").first().waitFor();
  },
  "a machine": (page) => open(page),
  "a machine with a long name, elsewhere": (page) => open(page, "m".repeat(60), "2001:db8::17"),
  "a confirmed machine": async (page) => {
    await db.applicationToken.deleteMany();
    await open(page);
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("laptop may sign in").first().waitFor();
  },
  "a refused machine": async (page) => {
    await open(page);
    await page.getByRole("button", { name: "Refuse" }).click();
    await page.getByText("laptop was refused").first().waitFor();
  },
  "tokens of an account whose access ends": (page) => page.goto(`${paths.profile()}#tokens`),
  "the credential helper": (page) => page.goto(paths.credentialHelperGuide()),
  "the first steps without a password": async (page) => {
    await page.goto(paths.home());
    await page.getByText("Without a password").click();
  },
};

for (const viewport of viewports)
  describe(nameOf(viewport), () => {
    for (const [what, show] of Object.entries(pages))
      test(`${what} is accessible and fits`, async () => {
        const window = await openWindow(viewport, { chromium, app, person });
        await assertShownAccessible(window, what, show);
        await window.close();
      });
  });
