import assert from "node:assert/strict";
import { before, beforeEach, describe, test } from "node:test";
import jwt from "jsonwebtoken";
import { recordDelete } from "../../../src/catalogue/repositories/recording/record.ts";
import { timelineOf } from "../../../src/catalogue/repositories/tags/timeline.ts";
import { db, type Namespace, type Repository, type User } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { signIn, useApp } from "../../support/app.ts";
import { digestOf, located } from "../../support/data/catalogue.ts";
import { ociManifest } from "../../support/data/events.ts";
import {
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
  unique,
} from "../../support/data/factories.ts";
import { recordPush } from "../../support/data/pushes.ts";
import { fakeRegistry } from "../../support/fakes/registry.ts";

const app = await useApp();
const fake = await fakeRegistry();

let namespace: Namespace;
let carl: User;
let vera: User;
before(async () => {
  await ensureKeys();
  await makeRegistry({ url: fake.url });
  await makeUser({ admin: true });
  [carl, vera] = [await makeUser({ username: "carl" }), await makeUser({ username: "vera" })];
  const team = await makeTeam({ contributors: [carl], viewers: [vera] });
  namespace = await makeNamespace({ name: "web", team });
});

let repository: string;
beforeEach(() => {
  repository = `web/${unique("app")}`;
  fake.answers.clear();
});

const agent = (user: User) => ({ id: user.id, username: user.username });
const minute = (n: number) => `2026-01-01T00:${String(n).padStart(2, "0")}:00.123456Z`;

function push(text: string, at: number, user = carl, tag = "latest") {
  const content = { digest: digestOf(text), mediaType: ociManifest, size: 1 };
  const given = { namespace, repository, ...content, tag, agent: agent(user), at: minute(at) };
  return db.$transaction((tx) => recordPush(tx, given));
}

const remove = (at: number, tag = "latest") =>
  db.$transaction((tx) =>
    recordDelete(tx, { namespace, repository, tag, agent: agent(carl), at: minute(at) }),
  );

const found = () => db.repository.findFirstOrThrow({ where: { fullName: repository } });
const timelineIn = async ({ id }: Repository) =>
  (await timelineOf(id, "latest", {})).rows.map(({ digest, byName }) => [digest, byName]);

test("a tag's timeline shows its digests and who moved it, in any order of events", async () => {
  await push("three", 3);
  await push("one", 1, vera);
  await push("two", 2);
  await push("two", 2); // reported twice
  await push("other", 4, carl, "other");

  assert.deepEqual(await timelineIn(await found()), [
    [digestOf("three"), "carl"],
    [digestOf("two"), "carl"],
    [digestOf("one"), "vera"],
  ]);
});

test("the timeline shows that a tag was deleted and pushed again", async () => {
  await push("one", 1);
  await push("one", 1, carl, "accepted");
  await remove(2);
  await push("two", 3);

  assert.deepEqual(
    (await timelineIn(await found())).map(([digest]) => digest),
    [digestOf("two"), null, digestOf("one")],
  );
});

test("tags of attachments have no timeline", async () => {
  await push("one", 1, carl, digestOf("x").replace(":", "-"));

  assert.equal(await db.tagMove.count({ where: { repositoryId: (await found()).id } }), 0);
});

describe("rolling back a tag", () => {
  const bytes = Buffer.from('{"schemaVersion":2}');
  const old = digestOf(bytes.toString());

  async function moved(): Promise<string> {
    await push(bytes.toString(), 1);
    await push("new", 2);
    const { id } = await found();
    await db.manifest.updateMany({
      where: { repositoryId: id, digest: old },
      data: { payload: bytes, readAt: new Date() },
    });
    return paths.timeline(located(repository), "latest");
  }

  /** Answers a PUT of the tag and returns what was put. */
  function expectPut(status: number, body = "") {
    const put = { bytes: "", type: "", token: "", method: "" };
    fake.answers.set(`/v2/${repository}/manifests/latest`, async (req, res) => {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(Buffer.from(chunk));
      put.bytes = Buffer.concat(chunks).toString();
      put.type = req.headers["content-type"] ?? "";
      put.token = (req.headers.authorization ?? "").replace("Bearer ", "");
      put.method = req.method ?? "";
      res.writeHead(status).end(body);
    });
    return put;
  }

  test("pushes the same bytes under the tag with a narrow token of the user, and is recorded", async () => {
    const path = await moved();
    const it = await signIn(app, carl);
    const put = expectPut(201);
    await it.get(path);

    const answer = await it.post(path, { digest: old, from: digestOf("new") });

    assert.deepEqual([answer.status, answer.location], [303, path]);
    assert.deepEqual([put.method, put.bytes, put.type], ["PUT", bytes.toString(), ociManifest]);
    const { sub, access, exp = 0, iat = 0 } = jwt.decode(put.token) as jwt.JwtPayload;
    const actions = ["pull", "push"];
    assert.equal(sub, "carl");
    assert.deepEqual(access, [{ type: "repository", name: repository, actions }]);
    assert.ok(exp - iat <= 60);
    const entry = await db.activity.findFirstOrThrow({ where: { key: "tag.point_back" } });
    assert.equal(entry.actorName, "carl");
    assert.deepEqual(entry.details, { tag: "latest", digest: old, from: digestOf("new") });
    assert.match((await it.get(paths.repository(located(repository)))).text, /rolled back/);
  });

  test("reports that the registry no longer has the layers, and is not recorded", async () => {
    const path = await moved();
    const it = await signIn(app, carl);
    expectPut(404, '{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"blob unknown"}]}');
    await it.get(path);

    const answer = await it.post(path, { digest: old, from: digestOf("new") });

    assert.equal(answer.status, 422);
    assert.match(answer.text, /garbage collection removed them. Push the image again/);
    const { id } = await found();
    const entries = { where: { key: "tag.point_back", repositoryId: id } };
    assert.equal(await db.activity.count(entries), 0);
  });

  test("is refused if the tag moved in the meantime or never pointed to the digest", async () => {
    const path = await moved();
    await push("elsewhere", 3, carl, "other");
    const it = await signIn(app, carl);
    const put = expectPut(201);
    await it.get(path);

    const late = await it.post(path, { digest: old, from: digestOf("before") });
    const foreign = await it.post(path, { digest: digestOf("elsewhere"), from: digestOf("new") });
    const garbage = await it.post(path, { digest: "../x", from: "" });

    assert.deepEqual([late.status, foreign.status, garbage.status], [422, 422, 422]);
    assert.match(late.text, /moved or deleted in the meantime/);
    assert.match(foreign.text, /never pointed to this digest/);
    assert.equal(put.method, "");
  });

  test("needs the right to push: a viewer gets 403 and no button, a stranger 404", async () => {
    const path = await moved();
    const [viewer, stranger] = [await signIn(app, vera), await signIn(app, await makeUser())];
    const put = expectPut(201);

    const page = await viewer.get(path);
    const refused = await viewer.post(path, { digest: old, from: digestOf("new") });
    const unseen = await stranger.post(path, { digest: old, from: digestOf("new") });

    assert.equal(page.status, 200);
    assert.ok(!page.text.includes("Roll back"));
    assert.deepEqual([refused.status, unseen.status], [403, 404]);
    assert.equal(put.method, "");
  });
});

test("an unknown tag has no timeline", async () => {
  await push("one", 1);
  const it = await signIn(app, carl);

  for (const tag of ["never", "a\0b", "x".repeat(300)])
    assert.equal((await it.get(paths.timeline(located(repository), tag))).status, 404);
});
