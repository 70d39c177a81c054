import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { db, type Namespace, type User } from "../../src/db/client.ts";
import { applyPending } from "../../src/notifications/apply.ts";
import { readEnvelope } from "../../src/notifications/envelope.ts";
import { storeEvents } from "../../src/notifications/store.ts";
import { useDatabase } from "../support/database.ts";
import * as sent from "../support/events.ts";
import { digestOf, type EventDraft, eventOf } from "../support/events.ts";
import { makeNamespace, makeRegistry, makeUser, unique } from "../support/factories.ts";

await useDatabase();

let pusher: User;
let other: User;
let web: Namespace;
before(async () => {
  await makeRegistry({ externalHostname: "images.test.lan", url: "http://registry.internal:5000" });
  pusher = await makeUser();
  other = await makeUser();
  await makeNamespace({ name: "", kind: "global" });
  web = await makeNamespace({ name: "web" });
});

let repository: string;
beforeEach(() => {
  repository = `web/${unique("app")}`;
});

const draft = (given: EventDraft): EventDraft => ({
  repository,
  actor: pusher.username,
  ...given,
});

/** Keeps events as if each had come by itself, in this order, and applies them. */
async function tell(...drafts: EventDraft[]): Promise<void> {
  await tellRaw(...drafts.map((it) => eventOf(draft(it))));
}

async function tellRaw(...events: unknown[]): Promise<void> {
  for (const event of events)
    await storeEvents(readEnvelope(JSON.stringify({ events: [event] }), new Date()));
  await applyPending();
}

const latest = () => db.registryEvent.findFirstOrThrow({ orderBy: { id: "desc" } });
const find = (fullName = repository) =>
  db.repository.findFirst({
    where: { fullName },
    include: { tags: { include: { manifest: true }, orderBy: { name: "asc" } }, manifests: true },
  });
const found = async (fullName = repository) => {
  const it = await find(fullName);
  assert.ok(it, `${fullName} exists`);
  return it;
};
const tagsOf = async () =>
  Object.fromEntries((await found()).tags.map((tag) => [tag.name, tag.manifest.digest]));
const activities = (key = "repository.push", subject = repository) =>
  db.activity.findMany({ where: { key, subject }, orderBy: { id: "asc" } });

const [a, b] = [digestOf("a"), digestOf("b")];
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();

for (const [id, host] of [
  ["EVT-016: the registry's host", "registry.test.lan:5000"],
  ["EVT-017: the registry's external host", "images.test.lan"],
  ["EVT-016: the host by which Portus reaches the registry", "registry.internal:5000"],
] as const)
  test(`${id} in a push is the registry`, async () => {
    await tell({ tag: "latest", host });

    assert.deepEqual(await tagsOf(), { latest: a });
  });

test("EVT-018: a push to a host of no registry is ignored and says which", async () => {
  await tell({ tag: "latest", host: "unknown.test.lan" });

  const event = await latest();
  assert.equal(await find(), null);
  assert.equal(event.state, "ignored");
  assert.equal(event.reason, "Ignoring event coming from unknown registry unknown.test.lan");
});

test("EVT-019: a push by a user that Portus does not know is set aside and says so", async () => {
  await tell({ tag: "latest", actor: "stranger" });

  const event = await latest();
  assert.equal(await find(), null);
  assert.equal(event.state, "failed");
  assert.match(event.reason ?? "", /^Cannot find user stranger/);
});

test("EVT-019: a push by nobody is set aside and says so", async () => {
  await tell({ tag: "latest", actor: "" });

  assert.match((await latest()).reason ?? "", /^Cannot find user: .*not signed in/);
});

test("EVT-020: a push to a namespace that Portus does not know is set aside and says so", async () => {
  await tell({ repository: "suse/busybox", tag: "latest" });

  const event = await latest();
  assert.equal(await find("suse/busybox"), null);
  assert.equal(event.state, "failed");
  assert.match(event.reason ?? "", /^Cannot find namespace suse under registry registry\.test/);
});

test("EVT-021: a push to the global namespace makes a repository, its tag and a line of history", async () => {
  const name = unique("busybox");

  await tell({ repository: name, tag: "latest" });

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
  await tell({ tag: "1.0.0" });

  await tell({ tag: "latest", digest: b });

  assert.deepEqual(await tagsOf(), { "1.0.0": a, latest: b });
  assert.equal((await found()).tagsCount, 2);
  assert.equal((await activities()).length, 2);
});

test("EVT-024: a tag that is pushed again moves; its author stays, its pusher is the last", async () => {
  await tell({ tag: "latest", at: at(1) });
  const [before] = (await found()).tags;

  await tell({ tag: "latest", digest: b, actor: other.username, at: at(2) });

  const [after] = (await found()).tags;
  assert.equal(after?.id, before?.id);
  assert.equal(after?.manifest.digest, b);
  assert.equal(after?.authorName, pusher.username);
  assert.equal(after?.pushedBy, other.username);
  assert.deepEqual(after?.pushedAt, new Date(at(2)));
  assert.equal((await activities()).length, 2);
});

test("EVT-025: the same content pushed again makes no second tag, and a line of history each time", async () => {
  await tell({ tag: "latest" });

  await tell({ tag: "latest" });

  const { tags, tagsCount, manifests } = await found();
  assert.deepEqual([tags.length, tagsCount, manifests.length], [1, 1, 1]);
  assert.equal((await activities()).length, 2);
});

test("EVT-026, EVT-030: a push needs no answer from the registry: its tag and digest are kept as told", async () => {
  await tell({ tag: "v1", size: 1234 });

  const [manifest] = (await found()).manifests;
  assert.deepEqual(await tagsOf(), { v1: a });
  assert.deepEqual([manifest?.size, manifest?.totalSize, manifest?.readAt], [1234, null, null]);
  assert.ok(manifest?.readAfter, "it is read from the registry afterwards");
});

test("EVT-027: a push by digest keeps the manifest, and no tag is guessed", async () => {
  await tell({ digest: a });

  const { tags, manifests } = await found();
  assert.deepEqual(tags, []);
  assert.deepEqual(
    manifests.map(({ digest }) => digest),
    [a],
  );
  assert.deepEqual(await activities(), []);
});

test("EVT-028: a schema 1 manifest without a tag is kept by its digest alone", async () => {
  await tell({ mediaType: sent.schema1Signed });

  const { tags, manifests } = await found();
  assert.deepEqual([tags.length, manifests[0]?.mediaType], [0, sent.schema1Signed]);
});

test("EVT-029: a push of an unknown media type without a tag changes nothing and breaks nothing", async () => {
  await tell({ mediaType: "application/x-unknown" });

  assert.equal(await find(), null);
  assert.equal((await latest()).state, "ignored");
});

test("EVT-031: one name in two namespaces makes two repositories", async () => {
  const name = unique("busybox");

  await tell({ repository: name, tag: "latest" });
  await tell({ repository: `web/${name}`, tag: "latest" });

  const [global, ours] = [await found(name), await found(`web/${name}`)];
  assert.equal(ours.namespaceId, web.id);
  assert.notEqual(global.namespaceId, web.id);
});

test("EVT-032: a pull is counted and dated, and makes no line of history", async () => {
  await tell({ tag: "latest", at: at(1) });

  await tell({ action: "pull", tag: "latest", at: at(5) });

  const { pulledAt, pullsCount, tags } = await found();
  const all = await db.activity.count({ where: { subject: repository } });
  assert.deepEqual([pulledAt, pullsCount], [new Date(at(5)), 1]);
  assert.deepEqual(tags[0]?.manifest.pulledAt, new Date(at(5)));
  assert.equal(all, 1);
});

test("EVT-034: a pull by digest dates every tag of the digest", async () => {
  await tell({ tag: "1", at: at(1) }, { tag: "2", at: at(1) }, { tag: "3", digest: b, at: at(1) });

  await tell({ action: "pull", digest: a, at: at(9) });

  const dates = (await found()).tags.map(({ manifest }) => manifest.pulledAt?.toISOString());
  assert.deepEqual(dates, [at(9), at(9), undefined]);
});

test("EVT-035: an event without its request is told by the host of its address, or is the only registry's", async () => {
  const { request: _, ...push } = eventOf(draft({ tag: "latest" }));
  push.target.url = `https://images.test.lan/v2/${repository}/manifests/${a}`;
  const { request: __, ...pull } = eventOf(draft({ action: "pull" }));
  delete (pull.target as { url?: string }).url;

  await tellRaw(push, pull);

  assert.equal((await found()).pullsCount, 1);
});

async function threeTags(): Promise<void> {
  const [one, two] = [digestOf("1234"), digestOf("5678")];
  await tell(
    { tag: "a", digest: one, at: at(1) },
    { tag: "b", digest: one, at: at(2) },
    { tag: "c", digest: two, at: at(3) },
  );
}

test("EVT-036: a deletion of an unknown digest, or of a blob, changes nothing", async () => {
  await threeTags();

  await tell({ action: "delete", digest: digestOf("blob"), at: at(4) });

  assert.equal((await found()).tagsCount, 3);
  assert.equal((await latest()).state, "ignored");
});

test("EVT-037: a deletion in an unknown repository changes nothing", async () => {
  await threeTags();

  await tell({ action: "delete", repository: "web/nowhere", digest: digestOf("1234"), at: at(4) });

  assert.equal((await found()).tagsCount, 3);
});

test("EVT-038: a deleted digest takes its tags along, and the last one its repository", async () => {
  await threeTags();

  await tell({ action: "delete", digest: digestOf("1234"), at: at(4) });
  const between = await tagsOf();
  await tell({ action: "delete", digest: digestOf("5678"), at: at(5) });

  assert.deepEqual(Object.keys(between), ["c"]);
  assert.equal(await find(), null);
  assert.deepEqual((await activities("tag.delete"))[0]?.details, {
    ...((await activities("tag.delete"))[0]?.details as object),
    tags: ["a", "b"],
    digest: digestOf("1234"),
  });
  assert.equal((await activities("repository.delete")).length, 1);
});

test("EVT-038: one request that deletes a digest and its tags makes one line of history", async () => {
  await threeTags();
  const request = unique("request");
  const digest = digestOf("1234");

  await tell(
    { action: "delete", tag: "b", request, at: at(6) },
    { action: "delete", digest, request, at: at(5) },
    { action: "delete", tag: "a", request, at: at(6) },
  );

  assert.deepEqual(Object.keys(await tagsOf()), ["c"]);
  assert.equal((await found()).tagsCount, 1);
  assert.equal((await activities("tag.delete")).length, 1);
});

test("EVT-039: what Portus itself deletes vanishes without a second line of history", async () => {
  await threeTags();

  await tell({ action: "delete", digest: digestOf("1234"), actor: "portus", at: at(4) });

  assert.deepEqual(Object.keys(await tagsOf()), ["c"]);
  assert.deepEqual(await activities("tag.delete"), []);
});

for (const mediaType of [sent.ociManifest, sent.ociIndex])
  test(`EVT-041: ${mediaType} is kept`, async () => {
    await tell({ tag: "latest", mediaType });

    assert.equal((await found()).tags[0]?.manifest.mediaType, mediaType);
  });

test("EVT-042: a manifest list and its children are kept; the children make no history", async () => {
  await tell(
    { digest: digestOf("amd64"), mediaType: sent.dockerManifest },
    { digest: digestOf("arm64"), mediaType: sent.dockerManifest },
    { digest: digestOf("list"), mediaType: sent.dockerList, tag: "latest" },
  );

  assert.equal((await found()).manifests.length, 3);
  assert.deepEqual(await tagsOf(), { latest: digestOf("list") });
  assert.equal((await activities()).length, 1);
});

test("a deletion of a tag alone leaves its manifest and the other tags", async () => {
  await threeTags();

  await tell({ action: "delete", tag: "a", at: at(4) });

  assert.deepEqual(await tagsOf(), { b: digestOf("1234"), c: digestOf("5678") });
  assert.equal((await found()).manifests.length, 2);
});

test("a deletion of the whole repository removes it", async () => {
  await threeTags();

  await tell({ action: "delete", at: at(4) });

  assert.equal(await find(), null);
});

test("tags that keep signatures are kept, not counted, and make no history", async () => {
  await tell({ tag: "latest" });

  await tell({ tag: `sha256-${"0".repeat(64)}.sig`, digest: b });

  const { tags, tagsCount } = await found();
  assert.deepEqual([tags.length, tagsCount], [2, 1]);
  assert.equal((await activities()).length, 1);
});

test("a look (HEAD) by tag keeps an image in use and is no pull; a look by digest is nothing", async () => {
  await tell({ tag: "latest", at: at(1) });

  await tell({ action: "pull", method: "HEAD", tag: "latest", at: at(3) });
  await tell({ action: "pull", method: "HEAD", at: at(7) });

  const { pulledAt, pullsCount } = await found();
  assert.deepEqual([pulledAt, pullsCount], [new Date(at(3)), 0]);
});

test("pulls are counted by digest and day, and Portus's own are not", async () => {
  await tell({ tag: "latest", at: at(1) });

  const pull = { action: "pull", at: at(2) };
  await tell(
    pull,
    pull,
    { ...pull, at: "2026-01-02T00:30:00+01:00" },
    { ...pull, actor: "portus" },
  );
  await tell({ ...pull, at: "2026-01-02T12:00:00Z" });

  const counts = await db.pullCount.findMany({
    where: { repository: { fullName: repository } },
    orderBy: { day: "asc" },
    select: { day: true, count: true, digest: true },
  });
  assert.deepEqual(counts, [
    { day: new Date("2026-01-01"), count: 3, digest: a },
    { day: new Date("2026-01-02"), count: 1, digest: a },
  ]);
  assert.equal((await found()).manifests[0]?.pullsCount, 4);
});

test("who pulled or deleted may be anyone, known or not", async () => {
  await tell({ tag: "latest", at: at(1) });

  await tell(
    { action: "pull", actor: "gone", at: at(2) },
    { action: "pull", actor: "", at: at(2) },
  );
  await tell({ action: "delete", digest: a, actor: "gone", at: at(3) });

  const [line] = await activities("repository.delete");
  assert.equal(await find(), null);
  assert.deepEqual([line?.actorId, line?.actorName], [null, "gone"]);
});

test("a time that makes no sense, or is far ahead, is the time of receipt", async () => {
  const from = new Date();

  await tell({ tag: "x", at: "yesterday" }, { tag: "y", at: "2999-01-01T00:00:00Z" });

  for (const { pushedAt } of (await found()).tags) {
    assert.ok(pushedAt >= from && pushedAt <= new Date());
  }
});
