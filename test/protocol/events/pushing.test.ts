import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { unique } from "../../support/data/factories.ts";
import {
  a,
  activities,
  at,
  b,
  find,
  found,
  latest,
  other,
  pusher,
  receive,
  tagsOf,
  web,
} from "./receiving.ts";

for (const [id, host] of [
  ["EVT-016: the registry's host", "registry.test.lan:5000"],
  ["EVT-017: the registry's external host", "images.test.lan"],
  ["EVT-016: the host by which Portus reaches the registry", "registry.internal:5000"],
] as const)
  test(`${id} in a push is the registry`, async () => {
    await receive({ tag: "latest", host });

    assert.deepEqual(await tagsOf(), { latest: a });
  });

test("EVT-018: a push to a host of no registry is ignored and says which", async () => {
  await receive({ tag: "latest", host: "unknown.test.lan" });

  const event = await latest();
  assert.equal(await find(), null);
  assert.equal(event.state, "ignored");
  assert.equal(event.reason, "Ignoring event coming from unknown registry unknown.test.lan");
});

test("EVT-019: a push by a user that Portus does not know fails with a reason", async () => {
  await receive({ tag: "latest", actor: "stranger" });

  const event = await latest();
  assert.equal(await find(), null);
  assert.equal(event.state, "failed");
  assert.match(event.reason ?? "", /^Cannot find user stranger/);
});

test("EVT-019: an anonymous push fails with a reason", async () => {
  await receive({ tag: "latest", actor: "" });

  assert.match((await latest()).reason ?? "", /^Cannot find user: .*without a sign-in/);
});

test("EVT-020: a push to a namespace that Portus does not know fails with a reason", async () => {
  await receive({ repository: "suse/busybox", tag: "latest" });

  const event = await latest();
  assert.equal(await find("suse/busybox"), null);
  assert.equal(event.state, "failed");
  assert.match(event.reason ?? "", /^There is no namespace "suse" in the registry registry\.test/);
});

test("EVT-021: a push to the global namespace creates a repository, a tag and an audit entry", async () => {
  const name = unique("busybox");

  await receive({ repository: name, tag: "latest" });

  const { namespaceId, tags, tagsCount, pushedBy } = await found(name);
  const namespace = await db.namespace.findUniqueOrThrow({ where: { id: namespaceId } });
  const [line, ...more] = await activities("repository.push", name);
  assert.equal(namespace.kind, "global");
  assert.deepEqual([tagsCount, pushedBy], [1, pusher.username]);
  assert.deepEqual([tags[0]?.name, tags[0]?.authorId], ["latest", pusher.id]);
  assert.deepEqual([line?.actorId, line?.details], [pusher.id, { tag: "latest", digest: a }]);
  assert.equal(more.length, 0);
});

test("EVT-023: another tag is added to a known repository", async () => {
  await receive({ tag: "1.0.0" });

  await receive({ tag: "latest", digest: b });

  assert.deepEqual(await tagsOf(), { "1.0.0": a, latest: b });
  assert.equal((await found()).tagsCount, 2);
  assert.equal((await activities()).length, 2);
});

test("EVT-024: pushing a tag again moves it, updates its pusher and leaves its author", async () => {
  await receive({ tag: "latest", at: at(1) });
  const [before] = (await found()).tags;

  await receive({ tag: "latest", digest: b, actor: other.username, at: at(2) });

  const [after] = (await found()).tags;
  assert.equal(after?.id, before?.id);
  assert.equal(after?.manifest.digest, b);
  assert.equal(after?.authorName, pusher.username);
  assert.equal(after?.pushedBy, other.username);
  assert.deepEqual(after?.pushedAt, new Date(at(2)));
  assert.equal((await activities()).length, 2);
});

test("EVT-025: pushing the same content again adds an audit entry and no second tag", async () => {
  await receive({ tag: "latest" });

  await receive({ tag: "latest" });

  const { tags, tagsCount, manifests } = await found();
  assert.deepEqual([tags.length, tagsCount, manifests.length], [1, 1, 1]);
  assert.equal((await activities()).length, 2);
});

test("EVT-026, EVT-030: a push is stored from the event alone, even if the registry does not answer", async () => {
  await receive({ tag: "v1", size: 1234 });

  const [manifest] = (await found()).manifests;
  assert.deepEqual(await tagsOf(), { v1: a });
  assert.deepEqual([manifest?.size, manifest?.totalSize, manifest?.readAt], [1234, null, null]);
  assert.ok(manifest?.readAfter, "it is read from the registry afterwards");
});

test("EVT-031: the same name in two namespaces is two repositories", async () => {
  const name = unique("busybox");

  await receive({ repository: name, tag: "latest" });
  await receive({ repository: `web/${name}`, tag: "latest" });

  const [global, inWeb] = [await found(name), await found(`web/${name}`)];
  assert.equal(inWeb.namespaceId, web.id);
  assert.notEqual(global.namespaceId, web.id);
});

test("an invalid time, or one far in the future, is replaced by the time of receipt", async () => {
  const from = new Date();

  await receive({ tag: "x", at: "yesterday" }, { tag: "y", at: "2999-01-01T00:00:00Z" });

  for (const { pushedAt } of (await found()).tags) {
    assert.ok(pushedAt >= from && pushedAt <= new Date());
  }
});
