import assert from "node:assert/strict";
import { before, beforeEach, describe, test } from "node:test";
import { db, type Namespace, type User } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { signIn, useApp } from "../../support/app.ts";
import { type MadeRepository, makeRepository } from "../../support/data/catalogue.ts";
import {
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
  unique,
} from "../../support/data/factories.ts";
import { storeImage } from "../../support/data/images.ts";
import { makeApplicationToken } from "../../support/data/two-teams.ts";
import { fakeRegistry } from "../../support/fakes/registry.ts";

const app = await useApp();
const fake = await fakeRegistry();

let namespace: Namespace;
let [ada, olga, carl, vera]: User[] = [];
before(async () => {
  await ensureKeys();
  await makeRegistry({ url: fake.url });
  [ada, olga] = [await makeUser({ admin: true }), await makeUser()];
  [carl, vera] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [olga], contributors: [carl], viewers: [vera] });
  namespace = await makeNamespace({ name: "web", team, visibility: "private" });
});

let repository: MadeRepository;
beforeEach(async () => {
  repository = await makeRepository({ namespace, name: unique("app"), tagsCount: 2 });
});

const by = (user: User | undefined) => signIn(app, user as User);
const reload = () => db.repository.findUniqueOrThrow({ where: { id: repository.id } });
const protect = (...immutableTags: string[]) =>
  db.repository.update({ where: { id: repository.id }, data: { immutableTags } });

test("a pending revert in a private repository is not shown on the page of its public namespace", async () => {
  const open = await makeNamespace({ name: unique("open"), visibility: "public" });
  const secret = await makeRepository({ namespace: open, name: "secret", visibility: "private" });
  await db.revert.create({ data: { repositoryId: secret.id, tag: "1.0" } });
  const page = paths.namespaceImmutableTags(open);

  assert.match((await (await by(ada)).get(page)).text, /secret/);
  assert.doesNotMatch((await (await by(vera)).get(page)).text, /secret/);
});

test("an owner sets which tags of a repository are immutable, which is recorded", async () => {
  const it = await by(olga);
  await it.get(paths.immutableTags(repository));

  const answer = await it.post(paths.immutableTags(repository), { patterns: "v*\r\n!v0\nv*\n" });

  assert.deepEqual([answer.status, answer.location], [303, paths.immutableTags(repository)]);
  assert.deepEqual((await reload()).immutableTags, ["v*", "!v0"]);
  const line = await db.activity.findFirstOrThrow({ where: { repositoryId: repository.id } });
  assert.equal(line.key, "repository.change_immutable_tags");
  assert.deepEqual(line.details, { patterns: ["v*", "!v0"], old: [] });
  assert.match((await it.get(paths.activity())).text, /changed which tags are immutable in/);
});

test("an owner sets which tags are immutable in all repositories of a namespace", async () => {
  const it = await by(olga);
  const path = paths.namespaceImmutableTags(namespace);
  await it.get(path);

  await it.post(path, { patterns: "release-*" });

  const page = await it.get(paths.immutableTags(repository));
  await it.post(path, { patterns: "" });
  assert.match(page.text, /apply here too[^.]*release-\*/);
});

test("an invalid pattern returns the form with what was typed", async () => {
  const it = await by(olga);
  await it.get(paths.immutableTags(repository));

  const answer = await it.post(paths.immutableTags(repository), { patterns: "v*\nv[0-9]" });

  assert.equal(answer.status, 422);
  assert.match(answer.text, /v\[0-9\]&#34; is not a valid pattern/);
  assert.match(answer.text, />v\*\nv\[0-9\]<\/textarea>/);
  assert.deepEqual((await reload()).immutableTags, []);
});

test("members see which tags are immutable but can't change them; strangers see nothing", async () => {
  await protect("v*");
  const path = paths.immutableTags(repository);
  const [member, stranger] = [await by(carl), await by(await makeUser())];

  const page = await member.get(path);
  const refused = await member.post(path, { patterns: "" });
  const unseen = [await stranger.get(path), await stranger.post(path, { patterns: "" })];

  assert.equal(page.status, 200);
  assert.match(page.text, /<code>v\*<\/code>/);
  assert.ok(!page.text.includes("<textarea"));
  assert.equal(refused.status, 403);
  assert.deepEqual(
    unseen.map(({ status }) => status),
    [404, 404],
  );
  assert.deepEqual((await reload()).immutableTags, ["v*"]);
});

test("the page of a repository marks its immutable tags, and shows pending reverts", async () => {
  await protect("v*");
  await storeImage(repository, { tag: "v1" });
  await storeImage(repository, { tag: "dev" });
  const note = "The registry answered 503.";
  await db.revert.create({ data: { repositoryId: repository.id, tag: "v1", note } });
  const it = await by(vera);

  const page = await it.get(paths.repository(repository));
  const waiting = await it.get(paths.immutableTags(repository));

  const rows = page.text.split("<tr data-key").slice(1);
  const marked = rows.filter((row) => /<span class="mark [^"]*">.*<\/svg>immutable</.test(row));
  assert.deepEqual(
    marked.map((row) => />(v1|dev)<\/a>/.exec(row)?.[1]),
    ["v1"],
  );
  const owned = await (await by(olga)).get(paths.immutableTags(repository));
  assert.match(waiting.text, /:v1<\/a>[\s\S]*The registry has not accepted it yet\./);
  assert.match(owned.text, /:v1<\/a>[\s\S]*The registry answered 503\./);
});

describe("an immutable tag", () => {
  let digest: string;
  beforeEach(async () => {
    await protect("v*");
    digest = (await storeImage(repository, { tag: "v1" })).digest;
    await storeImage(repository, { tag: "dev" });
    const byName = "carl";
    const at = new Date(0);
    await db.tagMove.create({
      data: { repositoryId: repository.id, tag: "v1", digest, at, byName },
    });
  });

  test("only admins may delete it or what contains it", async () => {
    const [owner, admin] = [await by(olga), await by(ada)];
    await owner.get(paths.repository(repository));
    await admin.get(paths.repository(repository));
    const path = paths.planDeletion(repository);

    const refused = [{ tags: "v1" }, { digest }, { whole: "1" }];
    for (const fields of refused) {
      const answer = await owner.post(path, fields);
      assert.equal(answer.status, 422);
      assert.match(answer.text, /v1 is immutable here: only admins may delete it/);
    }
    assert.equal((await owner.post(path, { tags: "dev" })).status, 303);
    assert.equal((await admin.post(path, { tags: "v1" })).status, 303);
  });

  test("it is not deleted if it became immutable after its deletion was planned", async () => {
    await protect();
    const owner = await by(olga);
    await owner.get(paths.repository(repository));
    const planned = await owner.post(paths.planDeletion(repository), { tags: "v1" });
    await protect("v*");

    const answer = await owner.post(`${planned.location}/execution`, {});

    assert.equal(answer.status, 422);
    assert.match(answer.text, /v1 is immutable here/);
  });

  test("the API does not delete it either, nor its namespace", async () => {
    const { header } = await makeApplicationToken(olga as User);
    const tag = await db.tag.findFirstOrThrow({
      where: { repositoryId: repository.id, name: "v1" },
    });

    for (const path of [
      `tags/${tag.id}`,
      `repositories/${repository.id}`,
      `namespaces/${namespace.id}`,
    ]) {
      const answer = await fetch(`${app.url}/api/v1/${path}`, {
        method: "DELETE",
        headers: { "portus-auth": header },
      });
      assert.equal(answer.status, 422, path);
      assert.match(await answer.text(), /immutable here/);
    }
  });

  test("it can't be rolled back by hand, and its timeline says so", async () => {
    const it = await by(carl);
    const path = paths.timeline(repository, "v1");
    const page = await it.get(path);

    const answer = await it.post(path, { digest, from: digest });

    assert.match(page.text, /The tag is immutable: Portus reverts a push over it/);
    assert.ok(!page.text.includes("Roll back"));
    assert.equal(answer.status, 422);
    assert.match(answer.text, /The tag is immutable here/);
  });
});
