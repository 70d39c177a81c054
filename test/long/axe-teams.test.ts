import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { planNamespace } from "../../src/lifecycle/deletion/plan/targets.ts";
import { type DeletionPlan, db, type Namespace, type Team } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { findNamespace } from "../../src/tenancy/namespaces/find.ts";
import { signIn, useApp } from "../support/app.ts";
import { assertAccessible, cachedWindow, nameOf, viewports } from "../support/axe.ts";
import { launchChromium, windowOf } from "../support/chromium.ts";
import { makeRepository } from "../support/data/catalogue.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../support/data/factories.ts";

const app = await useApp();
const long = `a-name-that-goes-on-${"and-on-".repeat(25)}`.slice(0, 180).replace(/-$/, "");

describe("teams and namespaces in a real browser", () => {
  let chromium: Browser;
  let owner: Awaited<ReturnType<typeof signIn>>;
  let team: Team;
  let namespace: Namespace;
  let plan: DeletionPlan;

  before(async () => {
    chromium = await launchChromium();
    await makeRegistry();
    const { user } = await makePerson({ username: "olga", displayName: "Olga" });
    owner = await signIn(app, user);
    const members = {
      owners: [user, await makeUser({ username: "ada", admin: true })],
      contributors: [await makeUser({ username: "carl" })],
      viewers: [await makeUser({ username: `vera.${"v".repeat(58)}`, disabledAt: new Date() })],
    };
    team = await makeTeam(members, { name: "web", description: "The **web** team." });
    await makeTeam({ owners: [user] }, { name: long });
    namespace = await makeNamespace({ name: "web", team, description: "What we *ship*." });
    await makeNamespace({ name: long, team, visibility: "public" });
    for (const name of ["app", long]) await makeRepository({ namespace, name, tagsCount: 12 });
    const actor = actorOf(user);
    plan = await planNamespace(by(actor), await findNamespace(actor, namespace.id));
  });

  after(() => chromium?.close());

  const places = [
    () => "/teams",
    () => "/teams/new",
    () => `/teams/${team.id}`,
    () => paths.teamNamespaces(team),
    () => paths.teamActivity(team),
    () => `/teams/${team.id}/edit`,
    () => `/teams/${team.id}/deletion`,
    () => "/namespaces",
    () => "/namespaces/new",
    () => `/namespaces/${namespace.id}`,
    () => paths.namespaceMembers(namespace),
    () => paths.namespaceActivity(namespace),
    () => `/namespaces/${namespace.id}/edit`,
    () => paths.deletion(plan),
    () => paths.person("olga"),
    () => paths.personActivity("olga"),
    () => paths.person(`vera.${"v".repeat(58)}`),
  ] as const;

  for (const viewport of viewports)
    test(`${nameOf(viewport)}: the pages of teams and namespaces are accessible and fit`, async () => {
      const window = await cachedWindow(viewport, { chromium, app, person: owner });
      for (const path of places) await assertAccessible(window, path());
    });

  test("without JavaScript an owner changes a role and confirms it", async () => {
    const window = await windowOf(chromium, app, owner, { javaScriptEnabled: false });
    const page = await window.newPage();
    await page.goto(`/teams/${team.id}`);

    await page.getByLabel("Role of carl").selectOption("viewer");
    await page.getByRole("button", { name: "Change the role of carl" }).click();
    await page.getByRole("heading", { name: "Make carl a viewer of web?" }).waitFor();
    await page.getByRole("button", { name: "Make carl a viewer" }).click();

    await page.getByText("Role changed.").waitFor();
    const role = { teamId: team.id, user: { username: "carl" } };
    assert.equal((await db.membership.findFirstOrThrow({ where: role })).role, "viewer");
    await window.close();
  });

  test("the form of a new namespace says while typing whether the name is free", async () => {
    const window = await windowOf(chromium, app, owner);
    const page = await window.newPage();
    await page.goto("/namespaces/new");

    await page.getByLabel("Name", { exact: true }).pressSequentially("web");
    await page.getByText("This name is taken.").waitFor();
    await page.getByLabel("Name", { exact: true }).pressSequentially("site");

    await page.getByText("This name is free.").waitFor();
    await window.close();
  });

  test("the form of a new member suggests user names while typing", async () => {
    await makeUser({ username: "zoe" });
    const window = await windowOf(chromium, app, owner);
    const page = await window.newPage();
    await page.goto(`/teams/${team.id}`);

    await page.getByLabel("User name of a new member").pressSequentially("zo");

    await page.locator('#user-names option[value="zoe"]').waitFor({ state: "attached" });
    await window.close();
  });
});
