import assert from "node:assert/strict";
import { test } from "node:test";
import { findRepository, guardedBy } from "../../../src/catalogue/repositories/find.ts";
import { visibleRepositories } from "../../../src/catalogue/repositories/list.ts";
import { recordDelete } from "../../../src/catalogue/repositories/recording/record.ts";
import { actorFields } from "../../../src/identity/actor/actor.ts";
import { visibleActivities } from "../../../src/operations/activity/feed.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import { judge } from "../../../src/tenancy/policy/policy.ts";
import { repositoriesVisibleTo, repositoryVisibleTo } from "../../../src/tenancy/policy/visible.ts";
import { actorOf } from "../../support/data/factories.ts";
import { admin, app, makeShared, people } from "./with-members.ts";

const visibilities = ["private", "protected", "public"] as const;

test("lists contain exactly the repositories that the policy lets each person pull", async () => {
  for (const visibility of visibilities)
    for (const own of [null, ...visibilities]) await makeShared(visibility, own, "viewer");
  const actors = [null, admin, ...Object.values(people).map(actorOf)];
  const all = await db.repository.findMany({ select: { fullName: true } });

  for (const actor of actors) {
    const may: string[] = [];
    for (const { fullName } of all) {
      const guarded = guardedBy(await findRepository(admin, fullName));
      if (judge(actor, guarded, "pull", config.rules).allowed) may.push(fullName);
    }
    const listed = await db.repository.findMany({ where: repositoriesVisibleTo(actor) });
    const inSql = await db.$queryRaw<{ name: string }[]>`
      SELECT repositories.full_name AS name FROM repositories
      JOIN namespaces ON namespaces.id = repositories.namespace_id WHERE ${repositoryVisibleTo(actor)}`;

    assert.deepEqual(listed.map((it) => it.fullName).sort(), may.sort(), actor?.username);
    assert.deepEqual(inSql.map((it) => it.name).sort(), may, actor?.username);
  }
});

test("the visibility filter uses the stricter of repository and namespace", async () => {
  const { repository } = await makeShared("public", "private");
  const { rows } = await visibleRepositories(admin, { visibility: "private" }, {});

  assert.ok(rows.some(({ fullName }) => fullName === repository.fullName));
  for (const { visibility } of rows) assert.equal(visibility, "private");
  const open = await visibleRepositories(admin, { visibility: "public" }, {});
  assert.ok(!open.rows.some(({ fullName }) => fullName === repository.fullName));
});

test("FIELD 12: a private repository in a public namespace does not exist for strangers, not even in the activity", async () => {
  const { namespace, repository } = await makeShared("public", "private", "viewer");
  await db.activity.create({
    data: {
      key: "repository.push",
      actorName: "somebody",
      subject: repository.fullName,
      namespaceId: namespace.id,
      repositoryId: repository.id,
    },
  });
  const sees = async (user: User) =>
    (await visibleActivities(actorOf(user), {})).rows.some(
      (it) => it.subject === repository.fullName,
    );

  const path = `/repositories/${repository.fullName}`;
  const hidden = await fetch(app.url + path);
  const nothing = await fetch(`${app.url}/repositories/${namespace.name}/nothing`);

  assert.deepEqual([hidden.status, nothing.status], [404, 404]);
  assert.equal(await sees(people.stranger), false);
  assert.equal(await sees(people.viewer), true);
  assert.equal(await sees(people.helper), true);
});

test("a repository with access rules of its own survives the deletion of its last tag", async () => {
  const { namespace, repository } = await makeShared("public", "private");
  const { namespace: plainNamespace, repository: plain } = await makeShared("public", null);
  for (const it of [
    { namespace, repository },
    { namespace: plainNamespace, repository: plain },
  ])
    await db.$transaction(async (tx) => {
      await tx.manifest.create({
        data: {
          repositoryId: it.repository.id,
          digest: "sha256:0",
          mediaType: "x",
          size: 1,
          pushedAt: new Date(0),
        },
      });
      await recordDelete(tx, {
        namespace: it.namespace,
        repository: it.repository.fullName,
        agent: { id: null, username: "somebody" },
        at: "2030-01-01T00:00:00.000000Z",
      });
    });

  assert.ok(await db.repository.findUnique({ where: { id: repository.id } }));
  assert.equal(await db.repository.findUnique({ where: { id: plain.id } }), null);
});

test("an actor from the database has no limit: only tokens have one", () => {
  assert.ok(!("limit" in actorFields));
});
