import "../../support/settings/private-addresses.ts";
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { launchChromium } from "../../support/chromium.ts";
import { makeUser } from "../../support/data/factories.ts";
import { openidProvider } from "../../support/fakes/openid-provider.ts";
import { addProvider, useSignInApp } from "./oidc-lab.ts";

const app = await useSignInApp();
await makeUser();
const provider = await openidProvider({ app, slug: "keycloak" });
await addProvider({ issuer: provider.issuer });
provider.asks = true;
const chromium = await launchChromium();
after(() => chromium.close());

for (const javaScriptEnabled of [true, false])
  test(`people sign in and out at a provider in Chromium, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const name = javaScriptEnabled ? "script" : "plain";
    provider.current = { sub: name, preferred_username: name };
    const window = await chromium.newContext({ baseURL: app.url, javaScriptEnabled });
    const page = await window.newPage();
    const refused: string[] = [];
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) refused.push(message.text());
    });

    await page.goto("/sign-in?return=%2Fprofile");
    await page.getByRole("link", { name: "Sign in with Keycloak" }).click();
    await page.getByRole("button", { name: `Continue as ${name}` }).click();
    await page.waitForURL("**/profile");
    assert.match((await page.textContent("main")) ?? "", new RegExp(`signed in as ${name}`));

    await page.locator("summary", { hasText: "your menu" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/signed-out");
    assert.match((await page.textContent("main")) ?? "", /You are signed out of Portus/);
    await page.getByRole("link", { name: "Sign out of Keycloak" }).click();
    await page.waitForURL(`${provider.issuer}/**`);

    assert.deepEqual(refused, []);
    await window.close();
  });
