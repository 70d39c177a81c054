import assert from "node:assert/strict";
import { test } from "node:test";
import { paths } from "../../../src/platform/paths/paths.ts";
import { browser, signIn } from "../../support/app.ts";
import { tabsIn } from "../../support/tabs.ts";
import { app, makeShared, people } from "./with-members.ts";

const labelsOf = (tabs: { label: string }[]) => tabs.map(({ label }) => label);

test("each tab of a repository opens, and says that it is the current one", async () => {
  const { repository } = await makeShared("public", null);
  const owner = await signIn(app, people.owner);
  const tabs = tabsIn((await owner.get(paths.repository(repository))).text);
  assert.deepEqual(labelsOf(tabs), [
    "Tags",
    "README",
    "Usage",
    "Sizes",
    "Access",
    "Activity",
    "Settings",
  ]);

  for (const { label, href } of tabs) {
    const { status, text } = await owner.get(href);
    assert.equal(status, 200, label);
    assert.deepEqual(
      tabsIn(text),
      tabs.map((tab) => ({ ...tab, current: tab.label === label })),
    );
    assert.match(text, new RegExp(`<h1>${repository.name}</h1>`));
  }
});

test("a visitor and a viewer see the tabs that they may open", async () => {
  const { repository } = await makeShared("public", null);
  const open = ["Tags", "README", "Usage", "Sizes"];
  const viewer = await signIn(app, people.viewer);
  for (const [it, labels] of [
    [browser(app), open],
    [viewer, [...open, "Access", "Activity"]],
  ] as const) {
    const tabs = tabsIn((await it.get(paths.repository(repository))).text);
    assert.deepEqual(labelsOf(tabs), labels);
    for (const { href } of tabs) assert.equal((await it.get(href)).status, 200);
  }
});

test("pages below a tab show the tabs, too", async () => {
  const { repository } = await makeShared("public", null);
  const owner = await signIn(app, people.owner);
  const labels = labelsOf(tabsIn((await owner.get(paths.repository(repository))).text));
  const { untagged, retention, immutableTags, comments } = paths;
  for (const path of [untagged, retention, immutableTags, comments])
    assert.deepEqual(labelsOf(tabsIn((await owner.get(path(repository))).text)), labels);
});
