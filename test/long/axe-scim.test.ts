import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { db } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { type Browser as Cookies, signIn, useApp } from "../support/app.ts";
import { assertShownAccessible, nameOf, openWindow, viewports } from "../support/axe.ts";
import { launchChromium } from "../support/chromium.ts";
import { makeUser } from "../support/data/factories.ts";
import { makeProvider } from "../support/data/providers.ts";
import { makeScimProvider, scimUser } from "../tenancy/scim/scim-lab.ts";

const app = await useApp();
const chromium = await launchChromium();
after(() => chromium.close());

let admin: Cookies;
let used: { id: number };
let unused: { id: number };

before(async () => {
  admin = await signIn(app, await makeUser({ admin: true }));
  const { provider, scim } = await makeScimProvider(app);
  await scim.post("/Users", scimUser());
  await scim.post("/Users", scimUser({ externalId: null }));
  await scim.post("/Users", scimUser({ userName: `${"long".repeat(60)}!`, active: "no" }));
  await db.signInProvider.update({
    where: { id: provider.id },
    data: { name: "Login ".repeat(16) },
  });
  used = provider;
  unused = await makeProvider();
});

const pages: Record<string, (page: Page) => Promise<unknown>> = {
  "SCIM that is off": (page) => page.goto(paths.scimSettings(unused)),
  "SCIM with users and an error": (page) => page.goto(paths.scimSettings(used)),
  "a provider": (page) => page.goto(paths.signInProvider(used)),
  "a new SCIM token": async (page) => {
    await db.scimToken.deleteMany({ where: { providerId: unused.id } });
    await page.goto(paths.scimSettings(unused));
    await page.getByRole("button", { name: "Turn on SCIM" }).click();
    await page.getByText("It is shown only once").waitFor();
    await db.scimToken.deleteMany({ where: { providerId: unused.id } });
  },
};

for (const viewport of viewports)
  describe(nameOf(viewport), () => {
    for (const [what, open] of Object.entries(pages))
      test(`${what} is accessible and fits`, async () => {
        const window = await openWindow(viewport, { chromium, app, person: admin });
        await assertShownAccessible(window, what, open);
        await window.close();
      });
  });
