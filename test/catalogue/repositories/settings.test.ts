import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { db, type Role } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { browser, signIn } from "../../support/app.ts";
import { makeUser } from "../../support/data/factories.ts";
import { tabsIn } from "../../support/tabs.ts";
import { app, makeShared, people } from "./with-members.ts";

describe("the settings of a repository", () => {
  const headings = (text: string) =>
    [...text.matchAll(/<h[23] class="s[^"]*"[^>]*>([^<]+)</g)].map(([, it]) => it);
  const hasTab = (text: string) => tabsIn(text).some(({ label }) => label === "Settings");

  test("list everything that its owner may change, each with its page", async () => {
    const { repository } = await makeShared("public", null);
    const owner = await signIn(app, people.owner);

    const { text } = await owner.get(paths.repositorySettings(repository));

    assert.deepEqual(headings(text), [
      "Description",
      "Access",
      "Visibility",
      "Members",
      "Tags",
      "Immutable tags",
      "Retention",
      "Untagged manifests",
      "Badges",
      "Badges for READMEs",
      "Deletion",
      "Delete this repository",
    ]);
    for (const path of ["retention", "untagged", "immutableTags", "repositoryAccess"] as const) {
      const href = paths[path](repository);
      assert.ok(text.includes(`href="${href}`), href);
      assert.equal((await owner.get(href)).status, 200);
    }
  });

  test("lead to the plan of the whole repository's deletion", async () => {
    const { repository } = await makeShared("public", null);
    const owner = await signIn(app, people.owner);
    const { text } = await owner.get(paths.repositorySettings(repository));

    assert.match(text, /name="whole" value="1"/);
    const planned = await owner.post(paths.planDeletion(repository), { whole: "1" });
    assert.match(planned.location ?? "", /^\/deletions\/\d+$/);
  });

  for (const [who, role, status] of [
    ["a viewer of the repository", "viewer", 403],
    ["a contributor to the repository", "contributor", 403],
    ["an owner of the repository", "owner", 200],
  ] as const satisfies [string, Role, number][])
    test(`are ${status} for ${who}, and the tab is offered only to those who may open it`, async () => {
      const { repository } = await makeShared("private", null, role);
      const it = await signIn(app, people.helper);
      assert.equal((await it.get(paths.repositorySettings(repository))).status, status);
      assert.equal(hasTab((await it.get(paths.repository(repository))).text), status === 200);
    });

  test("are open to admins, 404 for strangers, and ask visitors of a public one to sign in", async () => {
    const [open, hidden] = [await makeShared("public", null), await makeShared("private", null)];
    const admin = await signIn(app, await makeUser({ admin: true }));
    const stranger = await signIn(app, people.stranger);
    for (const { repository } of [open, hidden])
      assert.equal((await admin.get(paths.repositorySettings(repository))).status, 200);
    assert.equal((await stranger.get(paths.repositorySettings(hidden.repository))).status, 404);
    assert.equal((await stranger.get(paths.repositorySettings(open.repository))).status, 403);
    const visitor = await browser(app).get(paths.repositorySettings(open.repository));
    assert.match(visitor.location ?? "", /^\/sign-in/);
  });

  test("the former address of the form leads here", async () => {
    const { repository } = await makeShared("public", null);
    const owner = await signIn(app, people.owner);
    const { status, location } = await owner.get(`${paths.repository(repository)}/-/edit`);
    assert.deepEqual([status, location], [303, paths.repositorySettings(repository)]);
  });

  test("a description that is too long comes back with the form and changes nothing", async () => {
    const { repository } = await makeShared("public", null);
    const owner = await signIn(app, people.owner);
    await owner.get(paths.repositorySettings(repository));

    const description = "x".repeat(20_001);
    const { status, text } = await owner.post(paths.repositoryDescription(repository), {
      description,
    });

    assert.equal(status, 422);
    assert.match(text, /Keep it under 20,000 characters/);
    assert.ok(text.includes(description));
    const kept = await db.repository.findUniqueOrThrow({ where: { id: repository.id } });
    assert.equal(kept.description, "");
  });
});
