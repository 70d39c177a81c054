import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Namespace, User } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { type Browser, browser, signIn, useApp } from "../../support/app.ts";
import { makeNamespace, makePerson, makeRegistry, makeTeam } from "../../support/data/factories.ts";
import { tabsIn } from "../../support/tabs.ts";

const app = await useApp();
const everyone = [
  "Repositories",
  "Members",
  "Immutable tags",
  "Sizes and quota",
  "Usage",
  "Activity",
];
const members = [
  "Repositories",
  "Members",
  "Webhooks",
  "Immutable tags",
  "Sizes and quota",
  "Usage",
  "Activity",
];
const all = [
  "Repositories",
  "Members",
  "Webhooks",
  "Retention",
  "Immutable tags",
  "Sizes and quota",
  "Usage",
  "Activity",
  "Settings",
];

const expected = {
  outsider: everyone,
  viewer: members,
  contributor: members,
  owner: all,
  admin: all,
};
type Role = keyof typeof expected;

let web: Namespace;
const people: Partial<Record<Role, User>> = {};
before(async () => {
  await makeRegistry();
  for (const role of Object.keys(expected) as Role[])
    people[role] = (await makePerson({ admin: role === "admin" })).user;
  const team = await makeTeam({
    owners: of("owner"),
    contributors: of("contributor"),
    viewers: of("viewer"),
  });
  web = await makeNamespace({ name: "web", visibility: "public", team });
});
const of = (role: Role) => [people[role]].filter((it) => it !== undefined);

for (const [role, labels] of Object.entries(expected))
  test(`${role}: the tabs of a namespace are the pages that they may open`, async () => {
    const [user] = of(role as Role);
    assert.ok(user);
    const it = await signIn(app, user);

    const page = await it.get(paths.namespace(web));

    assert.deepEqual(
      tabsIn(page.text).map(({ label }) => label),
      labels,
    );
    for (const { label, href } of tabsIn(page.text)) await assertCurrent(it, href, label);
    for (const href of hrefsOfAll().filter((href) => !page.text.includes(`href="${href}"`)))
      assert.ok([403, 404].includes((await it.get(href)).status), href);
  });

async function assertCurrent(it: Browser, href: string, label: string): Promise<void> {
  const { status, text } = await it.get(href);
  const current = tabsIn(text).filter((tab) => tab.current);
  assert.equal(status, 200, href);
  assert.deepEqual(
    current.map((tab) => tab.label),
    [label],
  );
}

const hrefsOfAll = () => [
  paths.webhooks(web),
  paths.namespaceRetention(web),
  paths.editNamespace(web),
];

test("a visitor who is not signed in sees the repositories and no tabs", async () => {
  const page = await browser(app).get(paths.namespace(web));

  assert.equal(page.status, 200);
  assert.deepEqual(tabsIn(page.text), []);
});

test("the global namespace has the tabs of any other, for those who may open them", async () => {
  const [admin] = of("admin");
  assert.ok(admin);
  const team = await makeTeam({ owners: [admin] }, { hidden: true });
  const global = await makeNamespace({ name: "", kind: "global", visibility: "protected", team });
  const [byAdmin, byViewer] = [
    await signIn(app, admin),
    await signIn(app, of("viewer")[0] ?? admin),
  ];

  const page = await byAdmin.get(paths.namespace(global));
  const seen = await byViewer.get(paths.namespace(global));

  assert.deepEqual(
    tabsIn(page.text).map(({ label }) => label),
    all,
  );
  assert.deepEqual(
    tabsIn(seen.text).map(({ label }) => label),
    everyone,
  );
});
