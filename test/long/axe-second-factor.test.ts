import { after, before, describe, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { config } from "../../src/platform/config/config.ts";
import { db, pool, type User } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { atSecondStep, withAuthenticator } from "../identity/second-factor/enrolled.ts";
import { signedIn } from "../identity/signed-in.ts";
import { type Browser as Cookies, useApp } from "../support/app.ts";
import { assertShownAccessible, nameOf, openWindow, viewports } from "../support/axe.ts";
import { launchChromium } from "../support/chromium.ts";
import { makeUser } from "../support/data/factories.ts";

const app = await useApp();
Object.assign(config, { url: app.url.replace("127.0.0.1", "localhost") });
const chromium = await launchChromium();
after(() => chromium.close());

type Open = (page: Page) => Promise<unknown>;
const visit = (path: string) => (page: Page) => page.goto(path);

async function addPasskeys({ id: userId }: User): Promise<void> {
  const key = { userId, publicKey: Buffer.alloc(77), counter: 0, model: "" };
  for (const [name, host, synced] of [
    ["work laptop", "localhost", false],
    ["a".repeat(60), "portus.former.example.org", true],
  ] as const)
    await db.passkey.create({
      data: { ...key, name, host, synced, credentialId: Buffer.from(`${userId} ${name}`) },
    });
}

const people = new Map<string, Pick<Cookies, "cookies">>();

before(async () => {
  const fay = await withAuthenticator(app, { username: "fay" });
  await addPasskeys(fay.user);
  people.set("fay", fay.it);
  people.set("fay at the second step", (await atSecondStep(app, fay.user)).it);
  const old = await withAuthenticator(app, { username: "old" });
  await addPasskeys(old.user);
  await pool.query(
    `UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{confirmedAt}', '"2026-01-01T00:00:00Z"')::json
     WHERE sess->'passport'->>'user' = '${old.user.id}'`,
  );
  people.set("old", old.it);
  people.set("new", (await signedIn(app, { username: "new" })).it);
  people.set("ada", (await signedIn(app, { username: "ada", admin: true })).it);
  await makeUser();
});

const required =
  (open: Open, from: Date | null): Open =>
  async (page) => {
    Object.assign(config, { secondFactor: { who: "all", from } });
    await open(page).finally(() =>
      Object.assign(config, { secondFactor: { who: "off", from: null } }),
    );
  };

const pages: Record<string, [person: string, open: Open]> = {
  "the sign-in with passkeys": ["nobody", visit(paths.signIn())],
  "the page Security": ["fay", visit(paths.security())],
  "the page Security without factors": ["new", visit(paths.security())],
  "the page Security before a required factor": ["new", required(visit(paths.security()), null)],
  "a page before the date": [
    "new",
    required(visit(paths.profile()), new Date(Date.now() + 9 * 86_400_000)),
  ],
  "the form of a new passkey": ["new", visit(paths.newPasskey())],
  "the form of a new authenticator app": ["new", visit(paths.newAuthenticator())],
  "new recovery codes": [
    "fay",
    async (page) => {
      await page.goto(paths.security());
      await page.getByRole("button", { name: "Create recovery codes" }).click();
      await page.getByRole("button", { name: "Create recovery codes" }).click();
      await page.getByText("Save them now").waitFor();
    },
  ],
  "the second step of a sign-in": ["fay at the second step", visit(paths.secondFactor())],
  "a wrong code": [
    "fay at the second step",
    async (page) => {
      await db.rateCount.deleteMany(); // each viewport sends one
      await page.goto(paths.secondFactor());
      await page.getByLabel("Code").fill("000000");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("This code is not right").first().waitFor();
    },
  ],
  "the question for the factor": ["old", visit(paths.newPasskey())],
  "the account of somebody with a factor": [
    "ada",
    async (page) => {
      const { id } = await db.user.findUniqueOrThrow({ where: { username: "fay" } });
      await page.goto(paths.user({ id }));
    },
  ],
};

for (const viewport of viewports)
  describe(nameOf(viewport), () => {
    for (const [what, [person, open]] of Object.entries(pages))
      test(`${what} is accessible and fits`, async () => {
        const cookies = people.get(person) ?? { cookies: new Map<string, string>() };
        const window: BrowserContext = await openWindow(viewport, {
          chromium,
          app,
          person: cookies,
        });
        await assertShownAccessible(window, what, open);
        await window.close();
      });
  });
