import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { record } from "../../../src/history/record.ts";
import type { AuditKey } from "../../../src/history/verbs.ts";
import { db, type Namespace, type User } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { browser, signIn, useApp } from "../../support/app.ts";
import { type MadeRepository, makeRepository } from "../../support/data/catalogue.ts";
import { by, makeNamespace, makePerson, makeTeam } from "../../support/data/factories.ts";
import { sentencesIn } from "./sentences-in.ts";

const app = await useApp();

describe("the activity of a repository", () => {
  let [owner, stranger] = [] as unknown as [User, User];
  let open: Namespace;
  let [secret, shown] = [] as unknown as [MadeRepository, MadeRepository];

  before(async () => {
    await makePerson({ admin: true });
    [owner, stranger] = [(await makePerson()).user, (await makePerson()).user];
    const team = await makeTeam({ owners: [owner] });
    open = await makeNamespace({ team, name: "open", visibility: "public" });
    secret = await makeRepository({ namespace: open, name: "secret", visibility: "private" });
    shown = await makeRepository({ namespace: open, name: "shown" });
    for (const repository of [secret, shown]) await happen(repository, "repository.push");
    await happen(shown, "comment.create");
    await happen(shown, "repository.change_visibility");
  });

  const happen = (repository: MadeRepository, key: AuditKey, details = {}) =>
    db.$transaction((tx) =>
      record(tx, by(owner), {
        key,
        subject: repository.fullName,
        namespaceId: repository.namespaceId,
        repositoryId: repository.id,
        details,
      }),
    );

  test("has every entry of this repository and of no other, newest first", async () => {
    const it = await signIn(app, stranger);

    const { status, text } = await it.get(paths.repositoryActivity(shown));

    assert.equal(status, 200);
    assert.deepEqual(sentencesIn(text), [
      `${owner.username} changed the visibility of this repository`,
      `${owner.username} commented on this repository`,
      `${owner.username} pushed this repository`,
    ]);
  });

  test("tells only members who got access to it, on both of its pages", async () => {
    const opened = await makeRepository({ namespace: open, name: "opened" });
    await happen(opened, "repository.add_member", { member: "mara", role: "contributor" });
    const words = `${owner.username} made mara contributor of this repository`;

    for (const page of [paths.repositoryActivity(opened), paths.repository(opened)]) {
      const seen = async (user: User) =>
        sentencesIn((await (await signIn(app, user)).get(page)).text);
      assert.deepEqual(await seen(owner), [words]);
      assert.deepEqual(await seen(stranger), []);
    }
    assert.deepEqual(sentencesIn((await browser(app).get(paths.repository(opened))).text), []);
  });

  for (const [kind, word] of [
    ["pushes", "pushed"],
    ["access", "changed the visibility of"],
    ["comments", "commented on"],
  ])
    test(`?kind=${kind} shows only those entries`, async () => {
      const it = await signIn(app, owner);
      const { text } = await it.get(paths.repositoryActivity(shown, { kind }));
      assert.deepEqual(sentencesIn(text), [`${owner.username} ${word} this repository`]);
    });

  test("filters keep the page, and one without a match says so", async () => {
    const it = await signIn(app, owner);
    const path = paths.repositoryActivity(shown);

    const { text } = await it.get(`${path}?kind=deletions&person=${owner.username}`);

    assert.match(text, /No matching activity/);
    assert.ok(text.includes(`action="${path}"`));
    assert.match(text, new RegExp(`<a href="${path}\\?kind=deletions[^"]*mine=1"`));
  });

  test("a filter by another place and unreadable values change nothing", async () => {
    const it = await signIn(app, owner);
    const query = "?repository=open/secret&namespace=x&kind=x&from=never&older=1";
    const { status, text } = await it.get(paths.repositoryActivity(shown) + query);
    assert.equal(status, 200);
    assert.equal(sentencesIn(text).length, 3);
  });

  test("is paged by position", async () => {
    const busy = await makeRepository({ namespace: open, name: "busy" });
    await db.$executeRaw`
      INSERT INTO activities (key, actor_name, subject, namespace_id, repository_id)
      SELECT 'repository.push', 'user-' || n, ${busy.fullName}, ${open.id}, ${busy.id}
      FROM generate_series(1, 60) AS n`;
    const it = await signIn(app, stranger);

    const first = await it.get(paths.repositoryActivity(busy));
    const older = /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll("&amp;", "&");
    const second = await it.get(older ?? "");

    assert.equal(sentencesIn(first.text).length, 50);
    assert.equal(sentencesIn(second.text).length, 10);
    assert.match(second.text, /user-1<\/strong>/);
  });

  test("is a 404 for those who may not see the repository, and asks visitors to sign in", async () => {
    const it = await signIn(app, stranger);
    assert.equal((await it.get(paths.repositoryActivity(secret))).status, 404);
    assert.equal(
      (await (await signIn(app, owner)).get(paths.repositoryActivity(secret))).status,
      200,
    );
    const visitor = await browser(app).get(paths.repositoryActivity(shown));
    assert.match(visitor.location ?? "", /^\/sign-in/);
  });
});
