import { after, before, describe, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { makeLink } from "../../src/identity/email-links/links.ts";
import { type ApplicationToken, db, pool, type User } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { browser, type Browser as Cookies, signIn, useApp } from "../support/app.ts";
import { assertShownAccessible, nameOf, openWindow, viewports } from "../support/axe.ts";
import { launchChromium } from "../support/chromium.ts";
import { makeRegistry, makeUser, password } from "../support/data/factories.ts";
import { makeApplicationToken } from "../support/data/two-teams.ts";

const app = await useApp();
const chromium = await launchChromium();
after(() => chromium.close());
const inAMonth = new Date(Date.now() + 30 * 24 * 60 * 60 * 1000);
const limits: Partial<ApplicationToken> = {
  patterns: ["web/app-*", "shop/**"],
  actions: ["pull"],
  addresses: ["10.0.0.0/8"],
};
const code = "the setup code of the tests";

type Open = (page: Page) => Promise<unknown>;

/** Declares a test of each page in each viewport. */
function testPages(pages: Record<string, Open>, person: () => Pick<Cookies, "cookies">) {
  for (const viewport of viewports)
    describe(nameOf(viewport), () => {
      let window: BrowserContext;

      before(async () => {
        window = await openWindow(viewport, { chromium, app, person: person() });
      });

      after(() => window?.close());

      for (const [what, open] of Object.entries(pages))
        test(`${what} is accessible and fits`, async () => {
          await assertShownAccessible(window, what, open);
        });
    });
}

const visit = (path: string) => (page: Page) => page.goto(path);

describe("before there is an account", () => {
  const wrongCode: Open = async (page) => {
    await db.rateCount.deleteMany(); // each viewport sends one
    await page.goto(paths.signUp("a wrong code"));
    for (const [field, value] of Object.entries({
      username: "ada",
      email: "ada@example.org",
      password,
    }))
      await page.locator(`[name=${field}]`).fill(value);
    await page.getByRole("button", { name: "Create admin" }).click();
    await page.getByText("This is not the setup code").first().waitFor();
  };
  const pages = {
    "the first sign-up": visit(paths.signUp()),
    "the first sign-up with the code of a link": visit(paths.signUp(code)),
    "the first sign-up with a wrong code": wrongCode,
  };

  testPages(pages, () => browser(app));
});

describe("with credentials", () => {
  let ada: User; // signed in a moment ago
  const signedIn = new Map<string, Cookies>();
  const as = (username: string) => () => signedIn.get(username) ?? browser(app);

  before(async () => {
    ada = await makeUser({ admin: true, username: "ada" });
    const older = await makeUser({ admin: true, username: "older" });
    const imported = await makeUser({ admin: true, username: "imported" });
    for (const user of [ada, older, imported]) signedIn.set(user.username, await signIn(app, user));
    await db.user.update({ where: { id: imported.id }, data: { passwordHash: null } });
    await endRecentSignIns([older, imported]);
    await makeRegistry({ name: "attic", hostname: "attic.test.lan:5000" });
    await makeApplicationToken(ada, { name: "everything" });
    await makeApplicationToken(ada, {
      name: "registry only",
      scopes: ["registry"],
      expiresAt: inAMonth,
    });
    await makeApplicationToken(ada, {
      name: "limited",
      scopes: ["registry", "api:read"],
      ...limits,
    });
  });

  testPages(
    {
      "the confirmation of a new address": async (page) =>
        page.goto(paths.newAddress(await newLink(ada))),
      "the confirmation of an address that somebody has": async (page) => {
        await page.goto(paths.newAddress(await newLink(ada, "older@example.org")));
        await page.getByRole("button", { name: "Confirm" }).click();
        await page.getByText("Another account has this e-mail address").first().waitFor();
      },
      "a link that is no longer valid": visit(paths.newAddress("pel_used")),
      "application tokens with their scopes": visit(paths.profile()),
      "a new application token": async (page) => {
        await db.applicationToken.deleteMany({ where: { name: "build" } });
        await page.goto(paths.profile());
        await page.getByLabel("Token name").fill("build");
        await page.getByLabel("API: read and change").check();
        await page.getByRole("button", { name: "Create token" }).click();
        await page.getByText("Copy it now").waitFor();
        await page.getByText("Kubernetes", { exact: true }).click();
        await page.getByText("imagePullSecrets").waitFor();
      },
      "an application token that is refused": async (page) => {
        await page.goto(paths.profile());
        await page.getByLabel("Token name").fill("build");
        await page.getByText("Limit what it may do").click();
        await page.getByLabel("Repositories").fill("a{b");
        await page.getByLabel("Addresses").fill("nowhere");
        await page.getByRole("button", { name: "Create token" }).click();
        await page.getByText("has no closing brace").first().waitFor();
      },
      "a new events secret": async (page) => {
        await page.goto(await pathOfRegistry());
        await page.getByRole("button", { name: "Rotate secret" }).click();
        await page.getByRole("heading", { name: "The new secret" }).waitFor();
      },
      "a registry with two events secrets": async (page) => page.goto(await pathOfRegistry()),
    },
    as("ada"),
  );

  testPages(
    {
      "the question for the password": visit(paths.activitiesCsv()),
      "the question after a wrong password": async (page) => {
        await page.goto(paths.activitiesCsv());
        await page.getByLabel("Password").fill("a wrong password");
        await page.getByRole("button", { name: "Continue" }).click();
        await page.getByText("This is not your password").waitFor();
      },
    },
    as("older"),
  );

  testPages(
    { "the question for a person without a password": visit(paths.activitiesCsv()) },
    as("imported"),
  );
});

async function newLink({ id }: User, address = "new@example.org"): Promise<string> {
  return (await makeLink(db, id, "address", address)).secret;
}

async function pathOfRegistry(): Promise<string> {
  return paths.registry(await makeRegistry({ hostname: "attic.test.lan:5000" }));
}

async function endRecentSignIns(people: User[]): Promise<void> {
  await pool.query(
    `UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{confirmedAt}', '"2026-01-01T00:00:00Z"')::json
     WHERE (sess->'passport'->>'user')::int = ANY ($1)`,
    [people.map(({ id }) => id)],
  );
}
