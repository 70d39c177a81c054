import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { browser, signIn } from "../../support/app.ts";
import { makeRegistry, makeUser, unique } from "../../support/data/factories.ts";
import { app, applyEvents, idOf, listenTo, message, privateRepository } from "./live-app.ts";

test("a push is sent to the pages of its repository and namespace, to the list and to the dashboard", async () => {
  const { id, repository, browser } = await privateRepository();
  const topics = [
    "pushes",
    "repositories",
    `namespace:${id}`,
    `repository:${await idOf(repository)}`,
  ];
  const pages = await Promise.all(topics.map((topic) => listenTo(topic, browser)));

  await applyEvents({ repository, tag: "new" });

  for (const page of pages) assert.deepEqual(await page.next(), message("push", repository, "new"));
});

test("a pull is sent to the page of its repository, not to the lists", async () => {
  const { repository, browser } = await privateRepository();
  const [page, list] = [
    await listenTo(`repository:${await idOf(repository)}`, browser),
    await listenTo("repositories", browser),
  ];

  await applyEvents({ repository, tag: "new" });
  await Promise.all([page.next(), list.next()]);

  await applyEvents({ action: "pull", repository });
  assert.deepEqual(await page.next(), message("pull", repository));
  await applyEvents({ repository, tag: "newer" });

  assert.deepEqual(await list.next(), message("push", repository, "newer"));
});

test("pulls are sent to the dashboard together, after what is more important, and only with those one may see", async () => {
  const [one, other] = [await privateRepository(), await privateRepository()];
  const dashboard = await listenTo("pushes", one.browser);
  const pull = { action: "pull", repository: one.repository };
  const pushed = `open/${unique("app")}`; // a push would include the pulls of the same repository
  await applyEvents({ repository: one.repository, tag: "1" });
  assert.deepEqual(await dashboard.next(), message("push", one.repository, "1"));

  const hidden = { action: "pull", repository: other.repository };
  await applyEvents(pull, hidden, pull, { repository: pushed, tag: "2" });
  assert.deepEqual(await dashboard.next(), message("push", pushed, "2"));
  assert.deepEqual(await dashboard.next(), message("pull", one.repository));
  await applyEvents({ repository: pushed, tag: "3" });
  assert.deepEqual(await dashboard.next(), message("push", pushed, "3"));
});

test("FIELD 12: the streams of strangers and anonymous visitors never name a private repository", async () => {
  const { repository } = await privateRepository();
  const public_ = `open/${unique("app")}`;
  const strangers = [
    await listenTo("repositories", await signIn(app, await makeUser())),
    await listenTo("repositories", browser(app)),
  ];

  await applyEvents({ repository, tag: "secret" });
  await applyEvents(
    { action: "delete", repository, tag: "secret" },
    { action: "delete", repository },
  );
  await applyEvents({ repository: public_, tag: "1" });

  for (const page of strangers) assert.deepEqual(await page.next(), message("push", public_, "1"));
});

test("a private repository of a public namespace is not named to strangers, nor is its deletion", async () => {
  const [narrow, wide] = [`open/${unique("narrow")}`, `open/${unique("wide")}`];
  await applyEvents({ repository: narrow, tag: "old" });
  await db.repository.updateMany({ where: { fullName: narrow }, data: { visibility: "private" } });
  const page = await listenTo("repositories", await signIn(app, await makeUser()));

  await applyEvents({ repository: narrow, tag: "secret" });
  await db.repository.deleteMany({ where: { fullName: narrow } });
  await applyEvents({ repository: wide, tag: "1" });

  assert.deepEqual(await page.next(), message("push", wide, "1"));
});

test("the deletion of a repository is sent to people who could see it", async () => {
  const { repository, browser } = await privateRepository();
  const page = await listenTo(`repository:${await idOf(repository)}`, browser);

  await db.repository.deleteMany({ where: { fullName: repository } });

  assert.deepEqual(await page.next(), message("delete", repository));
});

test("a repository that is deleted with its last image is sent to the lists too", async () => {
  const { repository, browser } = await privateRepository();
  await applyEvents({ repository, tag: "1.0" });
  const { digest } = await db.manifest.findFirstOrThrow({
    where: { repository: { fullName: repository } },
  });
  const list = await listenTo("repositories", browser);

  await applyEvents({ action: "delete", repository, digest });

  assert.deepEqual(await list.next(), message("delete", repository));
});

test("someone who loses access while a page is open is sent nothing more, and the repository's stream ends", async () => {
  const { viewer, repository, browser } = await privateRepository();
  const list = await listenTo("repositories", browser);
  const page = await listenTo(`repository:${await idOf(repository)}`, browser);
  const public_ = `open/${unique("app")}`;

  await db.membership.deleteMany({ where: { userId: viewer.id } });
  await applyEvents({ repository, tag: "secret" }, { repository: public_, tag: "1" });

  assert.deepEqual(await list.next(), message("push", public_, "1"));
  assert.equal(await page.next(), null);
});

test("the progress of deletions and syncs is sent to the people who may see it", async () => {
  const { team, browser } = await privateRepository();
  const admin = await signIn(app, await makeUser({ admin: true }));
  const stranger = await listenTo("deletions", await signIn(app, await makeUser()));
  const [deletions, sync] = [await listenTo("deletions", browser), await listenTo("sync", admin)];
  const plan = await db.deletionPlan.create({
    data: {
      teamId: team.id,
      subject: "x",
      selection: {},
      contents: {},
      fingerprint: "",
      byName: "x",
    },
  });

  await db.deletionPlan.update({ where: { id: plan.id }, data: { executedAt: new Date() } });
  await db.syncRun.create({ data: { registryId: (await makeRegistry()).id, cause: "admin" } });

  assert.deepEqual(await deletions.next(), { changes: [{ kind: "deletion" }], more: 0 });
  assert.deepEqual(await sync.next(), { changes: [{ kind: "sync" }], more: 0 });
  const gone = `open/${unique("gone")}`;
  await applyEvents({ repository: gone, tag: "1" });
  await db.repository.deleteMany({ where: { fullName: gone } });
  assert.deepEqual(await stranger.next(), message("delete", gone));
});

test("a burst of events is sent in few messages", async () => {
  const { browser } = await privateRepository();
  const names = Array.from({ length: 20 }, () => `open/${unique("many")}`);
  const page = await listenTo("repositories", browser);
  const started = Date.now();

  await applyEvents(
    ...Array.from({ length: 100 }, (_, at) => ({
      repository: names[at % 20] ?? "",
      tag: `${at}`,
    })),
  );
  let [messages, seen] = [0, 0];
  while (seen < 20) {
    const batch = await page.next();
    messages += 1;
    seen += (batch?.changes.length ?? 0) + Math.max(0, batch?.more ?? 0);
  }

  const rounds = Math.ceil((Date.now() - started) / 1_000) + 1;
  assert.ok(messages <= rounds, `${messages} messages in ${rounds} rounds`);
});
