import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type Actor, actorFields } from "../../src/accounts/current.ts";
import { visibleActivities } from "../../src/activity/feed.ts";
import { config } from "../../src/config.ts";
import { db, type Role, type User, type Visibility } from "../../src/db/client.ts";
import { judge } from "../../src/namespaces/policy.ts";
import { repositoriesVisibleTo } from "../../src/namespaces/visible.ts";
import { recordDelete } from "../../src/repositories/delete.ts";
import {
  findRepository,
  guardedBy,
  visibleRepositories,
} from "../../src/repositories/repositories.ts";
import { repositoryVisibleTo } from "../../src/repositories/visible-sql.ts";
import { signIn, useApp } from "../support/app.ts";
import { makeRepository } from "../support/catalogue.ts";
import { actorOf, makeNamespace, makeTeam, makeUser, password } from "../support/factories.ts";

const app = await useApp();
const visibilities = ["private", "protected", "public"] as const;
const people: Record<string, User> = {};
let admin: Actor;

before(async () => {
  for (const name of ["owner", "viewer", "stranger", "helper"]) people[name] = await makeUser();
  admin = actorOf(await makeUser({ admin: true }));
});

const person = (name: string): User => people[name] as User; // made above

async function make(namespaceVisibility: Visibility, own: Visibility | null, role?: Role) {
  const team = await makeTeam({ owners: [person("owner")], viewers: [person("viewer")] });
  const namespace = await makeNamespace({ visibility: namespaceVisibility, team });
  const repository = await makeRepository({ namespace, visibility: own });
  if (role)
    await db.repositoryMembership.create({
      data: { repositoryId: repository.id, userId: person("helper").id, role },
    });
  return { namespace, repository };
}

test("the lists of repositories hold exactly what the policy lets each person pull", async () => {
  for (const visibility of visibilities)
    for (const own of [null, ...visibilities]) await make(visibility, own, "viewer");
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

test("a list narrowed to a visibility goes by the narrower of repository and namespace", async () => {
  const { repository } = await make("public", "private");
  const { rows } = await visibleRepositories(admin, { visibility: "private" }, {});

  assert.ok(rows.some(({ fullName }) => fullName === repository.fullName));
  for (const { visibility } of rows) assert.equal(visibility, "private");
  const open = await visibleRepositories(admin, { visibility: "public" }, {});
  assert.ok(!open.rows.some(({ fullName }) => fullName === repository.fullName));
});

test("FIELD 12: a private repository in a public namespace is as nonexistent to strangers, also in the feed", async () => {
  const { namespace, repository } = await make("public", "private", "viewer");
  await db.activity.create({
    data: {
      key: "repository.push",
      actorName: "somebody",
      subject: repository.fullName,
      namespaceId: namespace.id,
      repositoryId: repository.id,
    },
  });
  const hears = async (user: User) =>
    (await visibleActivities(actorOf(user), {})).rows.some(
      (it) => it.subject === repository.fullName,
    );

  const path = `/repositories/${repository.fullName}`;
  const hidden = await fetch(app.url + path);
  const nothing = await fetch(`${app.url}/repositories/${namespace.name}/nothing`);

  assert.deepEqual([hidden.status, nothing.status], [404, 404]);
  assert.equal(await hears(person("stranger")), false);
  assert.equal(await hears(person("viewer")), true);
  assert.equal(await hears(person("helper")), true);
});

test("a repository with rules of its own stays when its last tag goes, so the next push is under them", async () => {
  const { namespace, repository } = await make("public", "private");
  const { namespace: plainNamespace, repository: plain } = await make("public", null);
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

describe("the page of who may use a repository", () => {
  const pathOf = (repository: { fullName: string }) =>
    `/repositories/${repository.fullName}/-/access`;

  test("states the rule and narrows the repository, and the history says who did", async () => {
    const { repository } = await make("public", null);
    const owner = await signIn(app, person("owner"));
    const page = await owner.get(pathOf(repository));
    assert.match(page.text, /in this repository alone/);

    const answer = await owner.post(`${pathOf(repository)}/visibility`, { visibility: "private" });

    assert.equal(answer.status, 303);
    assert.equal((await fetch(`${app.url}/repositories/${repository.fullName}`)).status, 404);
    const line = await db.activity.findFirst({
      where: { key: "repository.change_visibility", subject: repository.fullName },
    });
    assert.equal(line?.actorName, person("owner").username);
  });

  test("does not make it wider than its namespace, and returns the form", async () => {
    const { repository } = await make("private", null);
    const owner = await signIn(app, person("owner"));
    await owner.get(pathOf(repository));

    const answer = await owner.post(`${pathOf(repository)}/visibility`, { visibility: "public" });

    assert.equal(answer.status, 422);
    assert.match(answer.text, /can(’|&#39;)t be wider than its namespace/);
  });

  test("adds a member, changes their role and takes them out again", async () => {
    const { repository } = await make("private", null);
    const [owner, helper] = [
      await signIn(app, person("owner")),
      await signIn(app, person("helper")),
    ];
    const seen = async () => (await helper.get(`/repositories/${repository.fullName}`)).status;
    await owner.get(pathOf(repository));
    assert.equal(await seen(), 404);

    const fields = { user: person("helper").username, role: "viewer" };
    assert.equal((await owner.post(`${pathOf(repository)}/members`, fields)).status, 303);
    assert.equal(await seen(), 200);
    assert.equal((await owner.post(`${pathOf(repository)}/members`, fields)).status, 422);
    const { id } = await db.repositoryMembership.findFirstOrThrow({
      where: { repositoryId: repository.id },
    });
    await owner.post(`${pathOf(repository)}/members/${id}/role`, { role: "owner" });
    assert.equal((await helper.get(pathOf(repository))).status, 200);
    await owner.post(`${pathOf(repository)}/members/${id}/removal`);

    assert.equal(await seen(), 404);
  });

  test("is refused to a viewer and not there for a stranger", async () => {
    const { repository } = await make("private", null);
    const fields = { user: person("stranger").username, role: "owner" };
    for (const [name, status] of [
      ["viewer", 403],
      ["stranger", 404],
    ] as const) {
      const browser = await signIn(app, person(name));
      assert.equal((await browser.get(pathOf(repository))).status, status);
      await browser.get("/profile");
      assert.equal((await browser.post(`${pathOf(repository)}/members`, fields)).status, status);
      assert.equal(
        (await browser.post(`${pathOf(repository)}/visibility`, { visibility: "private" })).status,
        status,
      );
    }
  });

  test("FIELD 13: a member of another repository is not found in this one", async () => {
    const [one, other] = [await make("private", null), await make("private", null, "viewer")];
    const owner = await signIn(app, person("owner"));
    const { id } = await db.repositoryMembership.findFirstOrThrow({
      where: { repositoryId: other.repository.id },
    });
    await owner.get(pathOf(one.repository));

    const answers = [
      await owner.post(`${pathOf(one.repository)}/members/${id}/role`, { role: "owner" }),
      await owner.post(`${pathOf(one.repository)}/members/${id}/removal`),
    ];

    assert.deepEqual(
      answers.map(({ status }) => status),
      [404, 404],
    );
  });

  test("makes no robot an owner", async () => {
    const { repository } = await make("private", null);
    const robot = await makeUser({ robot: true, passwordHash: null });
    const owner = await signIn(app, person("owner"));
    await owner.get(pathOf(repository));

    const fields = { user: robot.username, role: "owner" };
    const answer = await owner.post(`${pathOf(repository)}/members`, fields);

    assert.equal(answer.status, 422);
    assert.match(answer.text, /robot can(’|&#39;)t own/);
  });
});

test("the API says who may use a repository and changes it, for the same people as the page", async () => {
  const [{ repository }, other] = [
    await make("public", null),
    await make("public", null, "viewer"),
  ];
  const call = async (name: string, path: string, method = "GET", body?: unknown) => {
    const res = await fetch(`${app.url}/api/v1/repositories/${path}`, {
      method,
      headers: {
        "Portus-Auth": `${person(name).username}:${password}`,
        "Content-Type": "application/json",
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: res.status, text: await res.text() };
  };
  const members = `${repository.id}/members`;
  const helper = { user: person("helper").username, role: "contributor" };

  const made = await call("owner", members, "POST", helper);
  assert.equal(made.status, 201);
  const { id, username } = JSON.parse(made.text);
  assert.equal(username, helper.user);
  assert.equal((await call("owner", `${members}/${id}`, "PUT", { role: "viewer" })).status, 204);
  assert.match((await call("owner", members)).text, /"viewer"/);
  assert.equal((await call("owner", `${other.repository.id}/members/${id}`, "DELETE")).status, 404);
  for (const name of ["viewer", "helper", "stranger"])
    assert.equal((await call(name, members, "POST", helper)).status, 403, name);
  const narrow = { visibility: "private" };
  assert.equal((await call("viewer", `${repository.id}/visibility`, "PUT", narrow)).status, 403);
  assert.equal((await call("owner", `${repository.id}/visibility`, "PUT", narrow)).status, 204);
  assert.equal((await call("stranger", members)).status, 404);
  assert.equal((await call("owner", `${members}/${id}`, "DELETE")).status, 204);
  assert.equal((await call("helper", `${repository.id}`)).status, 404);
});

test("the columns of an actor carry no limit: only a token does", () => {
  assert.ok(!("limit" in actorFields));
});
