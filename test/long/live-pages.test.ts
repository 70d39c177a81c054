import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page, Request, Route } from "playwright-core";
import { db } from "../../src/platform/db/client.ts";
import { app, applyEvents } from "../outbound/live/live-app.ts";
import { signIn } from "../support/app.ts";
import { launchChromium, windowOf } from "../support/chromium.ts";
import { digestOf } from "../support/data/events.ts";
import { makeNamespace, makePerson, makeTeam, unique } from "../support/data/factories.ts";

describe("an open page in a real browser", () => {
  let chromium: Browser;
  before(async () => {
    chromium = await launchChromium();
  });
  after(() => chromium?.close());

  /** The owner of a namespace with a repository with one tag, signed in at a browser window. */
  async function owner() {
    const { user, namespace } = await makePerson();
    const repository = `${namespace.name}/${unique("app")}`;
    await applyEvents({ repository, tag: "old", digest: digestOf("old") });
    const window = await windowOf(chromium, app, await signIn(app, user));
    return { user, namespace, repository, page: await window.newPage() };
  }

  /** Opens a page and waits until its stream is requested. */
  async function opened(page: Page, path: string): Promise<void> {
    const listening = page.waitForRequest(/\/live\?/);
    await page.goto(path);
    await listening;
  }

  test("a push appears on a repository's page; what was typed and selected there stays", async () => {
    const { repository, page } = await owner();
    await opened(page, `/repositories/${repository}`);
    await page.getByLabel("Select old").check();
    await page.getByLabel("Names:").fill("o* n*");
    await page.waitForURL(/name=o/);
    const said = page.locator("[data-announce]").getByText(`${repository}:new was pushed.`);

    await applyEvents({ repository, tag: "new", digest: digestOf("new") });
    await page.getByRole("link", { name: "new", exact: true }).waitFor();

    assert.equal(await page.getByLabel("Select old").isChecked(), true);
    assert.equal(await page.getByLabel("Select new").isChecked(), false);
    assert.equal(await page.getByLabel("Names:").inputValue(), "o* n*");
    assert.equal(await page.evaluate("document.activeElement.name"), "name");
    await said.waitFor({ state: "attached" });
    await page.context().close();
  });

  test("a deleted tag disappears, and no other tag becomes selected", async () => {
    const { repository, page } = await owner();
    await applyEvents({ repository, tag: "new", digest: digestOf("new") });
    await opened(page, `/repositories/${repository}`);
    await page.getByLabel("Select new").check();

    await db.tag.deleteMany({ where: { name: "new", repository: { fullName: repository } } });
    await db.repository.updateMany({ where: { fullName: repository }, data: { tagsCount: 1 } });
    await page.getByLabel("Select new").waitFor({ state: "detached" });

    assert.equal(await page.getByLabel("Select old").isChecked(), false);
    await page.context().close();
  });

  test("the dashboard waits for the first push and then shows it", async () => {
    const { user, namespace } = await makePerson();
    const page = await (await windowOf(chromium, app, await signIn(app, user))).newPage();
    await opened(page, "/");
    await page.getByText("Waiting for your first push").waitFor();

    await applyEvents({ repository: `${namespace.name}/first`, tag: "1.0", actor: user.username });

    await page.getByRole("link", { name: `${namespace.name}/first:1.0` }).waitFor();
    await page.getByText("Push received").waitFor();
    await page.context().close();
  });

  for (const [what, place] of [
    ["the list of repositories", () => "/repositories"],
    ["a namespace's page", (id: number) => `/namespaces/${id}`],
  ] as const)
    test(`${what} shows a new repository on top, and an open menu stays open`, async () => {
      const { namespace, page } = await owner();
      await opened(page, place(namespace.id));
      await page.getByText(": your menu").click({ force: true });
      const name = unique("fresh");

      await applyEvents({ repository: `${namespace.name}/${name}`, tag: "1" });

      await page.locator("tbody tr").first().getByText(name).waitFor();
      assert.equal(await page.getByRole("button", { name: "Sign out" }).isVisible(), true);
      await page.context().close();
    });

  test("anyone sees a push on the page of public images", async () => {
    const namespace = await makeNamespace({ visibility: "public", team: await makeTeam() });
    const page = await chromium.newPage({ baseURL: app.url });
    await opened(page, "/explore");

    await applyEvents({ repository: `${namespace.name}/app`, tag: "1" });

    await page.getByText(`${namespace.name}/app`).first().waitFor();
    await page.close();
  });

  for (const [what, answer] of [
    ["the server fails", (route: Route) => route.fulfill({ status: 503, body: "not now" })],
    ["nothing answers", (route: Route) => route.abort("connectionreset")],
  ] as const)
    test(`a page that refreshes while ${what} retries until it shows the push, and then announces it`, async () => {
      const { repository, page } = await owner();
      await opened(page, `/repositories/${repository}`);
      const tries: number[] = [];
      await page.route(`**/${repository}`, async (route) => {
        tries.push(Date.now());
        await (tries.length < 3 ? answer(route) : route.continue());
      });

      await applyEvents({ repository, tag: "new", digest: digestOf("new") });
      await page.getByRole("link", { name: "new", exact: true }).waitFor();

      const [first = 0, second = 0, third = 0] = tries;
      assert.equal(tries.length, 3);
      assert.ok(third - second > second - first, "each wait is longer than the one before");
      const said = page.locator("[data-announce]").getByText(`${repository}:new was pushed.`);
      await said.waitFor({ state: "attached" });
      await page.context().close();
    });

  /** Hides the page behind another, or shows it again. */
  function cover(page: Page, hidden: boolean) {
    return page.evaluate((value) => {
      Object.defineProperty(document, "hidden", { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  }

  test("a page that is shown again announces what was pushed in the meantime, and nothing twice", async () => {
    const { repository, page } = await owner();
    await opened(page, `/repositories/${repository}`);
    await page.evaluate(() => {
      const region = document.querySelector("[data-announce]");
      const said: string[] = [];
      Object.assign(globalThis, { said });
      new MutationObserver(() => region?.textContent && said.push(region.textContent)).observe(
        region ?? document,
        { childList: true },
      );
    });
    const heard = () => page.evaluate(() => Object(globalThis).said as string[]);
    await applyEvents({ repository, tag: "first", digest: digestOf("first") });
    await page.waitForFunction(() => Object(globalThis).said.length === 1);

    await cover(page, true);
    const [again] = await Promise.all([page.waitForRequest(/\/live\?/), cover(page, false)]);
    await page.waitForResponse(/\/repositories\//); // it looks at once, at what it may have missed
    await cover(page, true);
    await applyEvents({ repository, tag: "second", digest: digestOf("second") });
    await cover(page, false);
    await page.getByRole("link", { name: "second", exact: true }).waitFor();
    await page.waitForFunction(() => Object(globalThis).said.length > 1);

    assert.match(again.url(), /since=\d+/);
    assert.deepEqual(
      await heard(),
      ["first", "second"].map((tag) => `${repository}:${tag} was pushed.`),
    );
    await page.context().close();
  });

  test("a page that could not refresh asks for the same changes when it is shown again", async () => {
    const { repository, page } = await owner();
    const opening = page.waitForRequest(/\/live\?/);
    await page.goto(`/repositories/${repository}`);
    const made = sinceOf(await opening);
    await page.route(`**/${repository}`, (route) => route.abort());
    const failing = page.waitForEvent("requestfailed");
    await applyEvents({ repository, tag: "new", digest: digestOf("new") });
    await failing;

    await cover(page, true);
    const [again] = await Promise.all([page.waitForRequest(/\/live\?/), cover(page, false)]);

    assert.equal(sinceOf(again), made);
    await page.context().close();
  });

  const sinceOf = (request: Request) => new URL(request.url()).searchParams.get("since");

  test("a page whose repository was deleted says so, and keeps what was typed", async () => {
    const { repository, page } = await owner();
    await opened(page, `/repositories/${repository}`);
    await page.getByLabel("Names:").fill("o* n*");
    await page.waitForURL(/name=o/);

    await db.repository.deleteMany({ where: { fullName: repository } });
    await page.getByText("This page no longer exists or you lost access.").waitFor();

    assert.equal(await page.getByLabel("Names:").inputValue(), "o* n*");
    await page.context().close();
  });
});
