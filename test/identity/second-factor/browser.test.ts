import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Page } from "playwright-core";
import { config } from "../../../src/platform/config/config.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import { useApp } from "../../support/app.ts";
import { launchChromium } from "../../support/chromium.ts";
import { makePerson, password } from "../../support/data/factories.ts";
import { codeNow, forgetStep, withAuthenticator } from "./enrolled.ts";

const app = await useApp();
const url = app.url.replace("127.0.0.1", "localhost"); // where browsers have passkeys without https
Object.assign(config, { url });
const chromium = await launchChromium();
after(() => chromium.close());

/** The device answers at once what the field of the user name offers: other tests do without that. */
const offerNothing = "PublicKeyCredential.isConditionalMediationAvailable = async () => false";

/** A window with a device that has passkeys, as a telephone or a laptop would. */
async function windowWithDevice({ offers = false } = {}) {
  const window = await chromium.newContext({ baseURL: url });
  const page = await window.newPage();
  if (!offers) await page.addInitScript(offerNothing);
  const devtools = await window.newCDPSession(page);
  await devtools.send("WebAuthn.enable", { enableUI: false });
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { window, page };
}

async function enterPassword(page: Page, { username }: Pick<User, "username">): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(({ pathname }) => pathname !== "/sign-in");
}

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.goto("/profile/security");
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Add passkey" }).click();
  await page.getByRole("heading", { name: "Recovery codes" }).waitFor();
}

test("in a browser: a passkey is added, and signs in by its button without a name", async () => {
  const { user } = await makePerson();
  const { window, page } = await windowWithDevice();
  await enterPassword(page, user);
  await addPasskey(page, "this laptop");
  await page.getByRole("link", { name: "I saved them" }).click();
  await page.getByText("this laptop").first().waitFor();

  await window.clearCookies();
  await page.goto("/sign-in?return=%2Fprofile");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();

  await page.getByText(`You are signed in as ${user.username}`).waitFor();
  assert.equal(new URL(page.url()).pathname, "/profile");
  await window.close();
});

test("in a browser: a passkey completes a sign-in with the password, and confirms a deletion", async () => {
  const { user } = await makePerson();
  const { window, page } = await windowWithDevice();
  await enterPassword(page, user);
  await addPasskey(page, "key");
  await window.clearCookies();

  await enterPassword(page, user);
  await page.getByRole("heading", { name: "Second factor" }).waitFor();
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL(`${url}/`);
  await db.$executeRaw`
    UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{confirmedAt}', '"2026-01-01T00:00:00Z"')::json`;
  await page.goto("/profile/security/authenticator/new");
  await page.getByRole("button", { name: "Use a passkey" }).click();

  await page.getByRole("heading", { name: "Add an authenticator app" }).waitFor();
  await window.close();
});

test("in a browser: the field of the user name offers passkeys", async () => {
  const { user } = await makePerson();
  const { window, page } = await windowWithDevice({ offers: true });
  await enterPassword(page, user);
  await addPasskey(page, "key");
  await window.clearCookies();

  await page.goto("/sign-in"); // nobody clicks

  await page.waitForURL(`${url}/`);
  await window.close();
});

test("in a browser without passkeys and without JavaScript, a code completes the sign-in", async () => {
  const { user, secret } = await withAuthenticator(app);
  await forgetStep(user);
  const window = await chromium.newContext({ baseURL: url, javaScriptEnabled: false });
  const page = await window.newPage();

  await enterPassword(page, user);
  await page.getByLabel("Code").fill(codeNow(secret));
  await page.getByRole("button", { name: "Sign in" }).click();

  await page.waitForURL(`${url}/`);
  assert.equal(await page.getByRole("button", { name: "Use a passkey" }).count(), 0);
  await window.close();
});

test("in a browser: who must have a factor adds a passkey before anything else", async () => {
  const { user } = await makePerson();
  Object.assign(config, { secondFactor: { who: "all", from: null } });
  const { window, page } = await windowWithDevice();

  await enterPassword(page, user);
  await page.waitForURL(`${url}/profile/security`);
  await page.getByText("Your account needs a second factor.").waitFor();
  await addPasskey(page, "key");
  await page.goto("/");

  assert.equal(new URL(page.url()).pathname, "/");
  Object.assign(config, { secondFactor: { who: "off", from: null } });
  await window.close();
});
