import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { browser, signIn } from "../../support/app.ts";
import { makeRegistry, makeUser, unique } from "../../support/data/factories.ts";
import { app, closed, happen, idOf, open, said } from "./listening.ts";

test("a push is told to the pages of its repository, its namespace, the list and the dashboard", async () => {
  const { id, repository, browser } = await closed();
  const topics = [
    "pushes",
    "repositories",
    `namespace:${id}`,
    `repository:${await idOf(repository)}`,
  ];
  const pages = await Promise.all(topics.map((topic) => open(topic, browser)));

  await happen({ repository, tag: "new" });

  for (const page of pages) assert.deepEqual(await page.next(), said("push", repository, "new"));
});

test("a pull is told to the page of its repository alone", async () => {
  const { repository, browser } = await closed();
  const [page, list] = [
    await open(`repository:${await idOf(repository)}`, browser),
    await open("repositories", browser),
  ];

  await happen({ repository, tag: "new" });
  await Promise.all([page.next(), list.next()]);

  await happen({ action: "pull", repository });
  assert.deepEqual(await page.next(), said("pull", repository));
  await happen({ repository, tag: "newer" });

  assert.deepEqual(await list.next(), said("push", repository, "newer"));
});

test("FIELD 12: a stranger's stream never names a private repository, nor does anyone's who is not signed in", async () => {
  const { repository } = await closed();
  const public_ = `open/${unique("app")}`;
  const strangers = [
    await open("repositories", await signIn(app, await makeUser())),
    await open("repositories", browser(app)),
  ];

  await happen({ repository, tag: "secret" });
  await happen({ action: "delete", repository, tag: "secret" }, { action: "delete", repository });
  await happen({ repository: public_, tag: "1" });

  for (const page of strangers) assert.deepEqual(await page.next(), said("push", public_, "1"));
});

test("a repository that is narrower than its namespace is named to nobody whom it is closed to, nor is its end", async () => {
  const [narrow, wide] = [`open/${unique("narrow")}`, `open/${unique("wide")}`];
  await happen({ repository: narrow, tag: "old" });
  await db.repository.updateMany({ where: { fullName: narrow }, data: { visibility: "private" } });
  const page = await open("repositories", await signIn(app, await makeUser()));

  await happen({ repository: narrow, tag: "secret" });
  await db.repository.deleteMany({ where: { fullName: narrow } });
  await happen({ repository: wide, tag: "1" });

  assert.deepEqual(await page.next(), said("push", wide, "1"));
});

test("a repository that is gone is told to who could see it", async () => {
  const { repository, browser } = await closed();
  const page = await open(`repository:${await idOf(repository)}`, browser);

  await db.repository.deleteMany({ where: { fullName: repository } });

  assert.deepEqual(await page.next(), said("delete", repository));
});

test("a repository of which the last image goes is told to the lists, too", async () => {
  const { repository, browser } = await closed();
  await happen({ repository, tag: "1.0" });
  const { digest } = await db.manifest.findFirstOrThrow({
    where: { repository: { fullName: repository } },
  });
  const list = await open("repositories", browser);

  await happen({ action: "delete", repository, digest });

  assert.deepEqual(await list.next(), said("delete", repository));
});

test("rights withdrawn while a page is open count at once: nothing more is told, and the page of the thing ends", async () => {
  const { viewer, repository, browser } = await closed();
  const list = await open("repositories", browser);
  const page = await open(`repository:${await idOf(repository)}`, browser);
  const public_ = `open/${unique("app")}`;

  await db.membership.deleteMany({ where: { userId: viewer.id } });
  await happen({ repository, tag: "secret" }, { repository: public_, tag: "1" });

  assert.deepEqual(await list.next(), said("push", public_, "1"));
  assert.equal(await page.next(), null);
});

test("how far a deletion or a comparison is, is told to whom it concerns", async () => {
  const { team, browser } = await closed();
  const admin = await signIn(app, await makeUser({ admin: true }));
  const stranger = await open("deletions", await signIn(app, await makeUser()));
  const [deletions, sync] = [await open("deletions", browser), await open("sync", admin)];
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
  await happen({ repository: gone, tag: "1" });
  await db.repository.deleteMany({ where: { fullName: gone } });
  assert.deepEqual(await stranger.next(), said("delete", gone));
});

test("a burst of events makes few messages", async () => {
  const { browser } = await closed();
  const names = Array.from({ length: 20 }, () => `open/${unique("many")}`);
  const page = await open("repositories", browser);
  const started = Date.now();

  await happen(
    ...Array.from({ length: 100 }, (_, at) => ({
      repository: names[at % 20] ?? "",
      tag: `${at}`,
    })),
  );
  let [messages, seen] = [0, 0];
  while (seen < 20) {
    const told = await page.next();
    messages += 1;
    seen += (told?.changes.length ?? 0) + Math.max(0, told?.more ?? 0);
  }

  const rounds = Math.ceil((Date.now() - started) / 1_000) + 1;
  assert.ok(messages <= rounds, `${messages} messages in ${rounds} rounds`);
});
