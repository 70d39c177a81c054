import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { beforeEach, test } from "node:test";
import { config } from "../../src/config.ts";
import { db, pool, type Registry, type SyncCause, type SyncRun } from "../../src/db/client.ts";
import { readPending } from "../../src/images/read.ts";
import { ensureGlobalNamespace } from "../../src/namespaces/namespaces.ts";
import { applyPending } from "../../src/notifications/apply.ts";
import { readEnvelope } from "../../src/notifications/envelope.ts";
import { storeEvents } from "../../src/notifications/store.ts";
import { ensureKeys } from "../../src/signing/keys.ts";
import { orphans } from "../../src/sync/orphans.ts";
import { type Options, performOpen } from "../../src/sync/perform.ts";
import { requestSync } from "../../src/sync/runs.ts";
import { useDatabase } from "../support/database.ts";
import { eventOf, ociManifest } from "../support/events.ts";
import { makeNamespace, makeRegistry, makeUser } from "../support/factories.ts";
import {
  type FakeCatalog,
  fakeCatalog,
  manifestDigest,
  manifestOf,
} from "../support/fake-catalog.ts";

await useDatabase();
await ensureKeys();

let registry: Registry;
let clock = Date.now() - 3_600_000;
beforeEach(async () => {
  await pool.query("TRUNCATE registries, teams, activities RESTART IDENTITY CASCADE");
  Object.assign(config.sync, { strategy: "update", graceHours: 24 });
  registry = await makeRegistry();
  await db.$transaction((tx) => ensureGlobalNamespace(tx, registry));
});

test("SYN-007: an empty catalogue takes in what the registry has", async () => {
  await makeNamespace({ name: "ns", registryId: registry.id });
  const fake = await fakeCatalog({
    alpine: { latest: "a" },
    busybox: { latest: "b", "0.1": "b1" },
    "ns/alpine": { latest: "c" },
  });

  const run = await sync(fake);

  assert.deepEqual([run.state, run.listed, run.tags, run.added], ["finished", 3, 4, 4]);
  assert.deepEqual(await catalogue(), {
    alpine: { latest: "a" },
    busybox: { "0.1": "b1", latest: "b" },
    "ns/alpine": { latest: "c" },
  });
});

test("SYN-008: an unknown prefix becomes a private namespace in the hands of the admins", async () => {
  const fake = await fakeCatalog({ "missing/busybox": { latest: "a" } });

  await sync(fake);

  const found = await db.namespace.findFirstOrThrow({ where: { name: "missing" } });
  const global = await db.namespace.findFirstOrThrow({ where: { kind: "global" } });
  const line = await db.activity.findFirstOrThrow({ where: { key: "namespace.create" } });
  assert.deepEqual(
    [found.kind, found.visibility, found.teamId],
    ["team", "private", global.teamId],
  );
  assert.deepEqual([line.actorName, line.subject], ["portus", "missing"]);
  assert.deepEqual(await catalogue(), { "missing/busybox": { latest: "a" } });
  assert.deepEqual(
    (await orphans()).map(({ name }) => name),
    ["missing"],
  );
});

test("SYN-014: a repository that is listed without tags is not made", async () => {
  const fake = await fakeCatalog({ busybox: {}, "new/one": {} });

  const run = await sync(fake);

  assert.equal(run.state, "finished");
  assert.deepEqual(await catalogue(), {});
  assert.equal(await db.namespace.count({ where: { kind: "team" } }), 0);
});

test("SYN-019: the pages of both lists are followed by their Link", async () => {
  const repositories = Object.fromEntries(
    Array.from({ length: 7 }, (_, n) => [`app${n}`, { a: "a", b: "b", c: "c", d: "d", e: "e" }]),
  );
  const fake = await fakeCatalog(repositories, { pageSize: 2, tagPageSize: 2 });

  const run = await sync(fake);

  assert.deepEqual([run.listed, run.tags], [7, 35]);
  assert.deepEqual(await catalogue(), repositories);
});

test("a tag that points elsewhere is moved, and one that does not costs the registry no pull", async () => {
  const fake = await fakeCatalog({ app: { one: "a", two: "b" } });
  await sync(fake);
  fake.repositories.app = { one: "a", two: "c" };

  const run = await sync(fake);

  assert.deepEqual([run.added, run.moved], [0, 1]);
  assert.deepEqual(await catalogue(), { app: { one: "a", two: "c" } });
  const timeline = await db.tagMove.findMany({ where: { tag: "two" }, orderBy: { id: "asc" } });
  assert.deepEqual(
    timeline.map(({ digest }) => digest),
    [manifestDigest("b"), manifestDigest("c")],
  );
});

const json = { "content-type": "application/json" };
const troubles: [string, RegExp, (res: ServerResponse) => void][] = [
  [
    "SYN-015: 404 to the catalogue",
    /_catalog/,
    (res) => res.writeHead(404).end("404 page not found"),
  ],
  ["SYN-016: 500 to the catalogue", /_catalog/, (res) => res.writeHead(500).end("broken")],
  ["503 to everything", /./, (res) => res.writeHead(503).end()],
  ["401 to everything", /./, (res) => res.writeHead(401).end("{}")],
  [
    "404 of a proxy to everything",
    /./,
    (res) => bare(res).writeHead(404).end("<h1>Not found</h1>"),
  ],
  [
    "404 of a proxy to all but the catalogue",
    /tags|manifests/,
    (res) => bare(res).writeHead(404).end("no"),
  ],
  [
    "404 with an unknown code",
    /tags|manifests/,
    (res) => res.writeHead(404, json).end(`{"errors":[{"code":"X"}]}`),
  ],
  ["SYN-013: 500 to each tags/list", /tags/, (res) => res.writeHead(500).end()],
  ["500 to each manifest", /manifests/, (res) => res.writeHead(500).end()],
  ["garbage for a catalogue", /_catalog/, (res) => res.end("\u0000<html>")],
  ["garbage for lists of tags", /tags/, (res) => res.end("[[[")],
  ["JSON of another kind for everything", /./, (res) => res.writeHead(200, json).end(`{"tags":7}`)],
  ["an empty catalogue", /_catalog/, (res) => res.writeHead(200, json).end(`{"repositories":[]}`)],
  [
    "null for a catalogue",
    /_catalog/,
    (res) => res.writeHead(200, json).end(`{"repositories":null}`),
  ],
  ["an empty answer to everything", /./, (res) => res.writeHead(200).end()],
  ["a broken connection", /./, (res) => res.destroy()],
  ["nothing at all", /tags/, () => {}],
  [
    "a catalogue that leads back to itself",
    /_catalog/,
    (res) =>
      res
        .writeHead(200, { ...json, link: "</v2/_catalog?last=x>; rel=next" })
        .end(`{"repositories":["app"]}`),
  ],
];
for (const [title, path, answer] of troubles)
  test(`a sync that gets ${title} loses nothing`, async () => {
    const fake = await fakeCatalog({ app: { one: "a", two: "b" }, "web/app": { one: "c" } });
    await sync(fake);
    const before = await everything();
    fake.overrides.push({ path, answer: (_req, res) => answer(res) });

    const patience = { connect: 500, total: 500 };
    await sync(fake, { patience });
    await sync(fake, { patience });

    assert.deepEqual(await everything(), before);
    assert.equal(await db.drift.count({ where: { kind: "missing" } }), 0);
  });

test("a whole storage that is empty all of a sudden is a question to the admin and removes nothing", async () => {
  removeAtOnce();
  const fake = await fakeCatalog({ app: { one: "a" }, "web/app": { one: "c" } });
  await sync(fake);
  const before = await everything();
  fake.repositories = {};

  await sync(fake);
  const run = await sync(fake);

  assert.match(run.note ?? "", /is it the right storage/);
  assert.deepEqual(await everything(), before);
  const drifts = await db.drift.findMany({ orderBy: { repository: "asc" } });
  assert.deepEqual(
    drifts.map(({ repository, tag, kind, looks }) => [repository, tag, kind, looks]),
    [
      ["app", "", "missing", 0],
      ["web/app", "", "missing", 0],
    ],
  );
});

test("SYN-011: what vanished is quarantined, and by the strategy update it stays for good", async () => {
  const fake = await fakeCatalog({ app: { one: "a", two: "b" }, gone: { one: "c" } });
  await sync(fake);
  fake.repositories = { app: { one: "a" } };

  const run = await sync(fake);
  await sync(fake);

  assert.deepEqual([run.missing, run.removed], [2, 0]);
  assert.deepEqual(await catalogue(), { app: { one: "a", two: "b" }, gone: { one: "c" } });
  const drifts = await db.drift.findMany({ orderBy: { repository: "asc" } });
  assert.deepEqual(
    drifts.map(({ repository, tag, kind, looks }) => [repository, tag, kind, looks]),
    [
      ["app", "two", "missing", 2],
      ["gone", "", "missing", 2],
    ],
  );
});

test("SYN-022: update-delete removes what stayed away, after a second look and the grace time, and history says so", async () => {
  config.sync.strategy = "update-delete";
  const fake = await fakeCatalog({ app: { latest: "a", "0.1": "b" }, gone: { one: "c" } });
  await sync(fake);
  fake.repositories = { app: { "0.1": "b" } };
  await sync(fake);
  await sync(fake);
  const inGrace = await catalogue();
  await db.drift.updateMany({ data: { firstSeenAt: new Date(Date.now() - 25 * 3_600_000) } });

  const run = await sync(fake);

  assert.deepEqual(inGrace, { app: { "0.1": "b", latest: "a" }, gone: { one: "c" } });
  assert.equal(run.removed, 2);
  assert.deepEqual(await catalogue(), { app: { "0.1": "b" } });
  assert.equal(await db.drift.count(), 0);
  const lines = await db.activity.findMany({
    orderBy: { id: "asc" },
    where: { actorName: "portus" },
  });
  assert.deepEqual(lines.map(({ key, subject }) => `${key} ${subject}`).sort(), [
    "repository.delete gone",
    "repository.sync app",
    "repository.sync gone",
    "tag.delete app",
  ]);
});

test("one look is not enough, however long ago it was", async () => {
  removeAtOnce();
  const fake = await fakeCatalog({ app: { one: "a", two: "b" } });
  await sync(fake);
  fake.repositories = { app: { one: "a" } };

  const first = await sync(fake);
  const second = await sync(fake);

  assert.deepEqual([first.removed, second.removed], [0, 1]);
});

test("what comes back is no difference any more", async () => {
  removeAtOnce();
  const fake = await fakeCatalog({ app: { one: "a", two: "b" } });
  await sync(fake);
  fake.repositories = { app: { one: "a" } };
  await sync(fake);
  fake.repositories = { app: { one: "a", two: "b" } };
  await sync(fake);
  fake.repositories = { app: { one: "a" } };

  const run = await sync(fake);

  assert.equal(run.removed, 0);
});

test("most repositories missing at once are never removed by themselves", async () => {
  removeAtOnce();
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`app${n}`, { one: "a" }]));
  const fake = await fakeCatalog(many);
  await sync(fake);
  fake.repositories = { app0: { one: "a" } };

  await sync(fake);
  const run = await sync(fake);

  assert.match(run.note ?? "", /11 of 12 repositories are missing/);
  assert.equal(Object.keys(await catalogue()).length, 12);
});

test("a repository that the list leaves out, though it is there, is not missing", async () => {
  const fake = await fakeCatalog({ web: { one: "a" }, "web/app": { one: "b" } });
  await sync(fake);
  const list = `{"repositories":["web/app"]}`; // as some 3.x registries do
  fake.overrides.push({
    path: /_catalog/,
    answer: (_req, res) => res.writeHead(200, json).end(list),
  });

  const run = await sync(fake);

  assert.deepEqual([run.repositories, run.missing], [2, 0]);
});

test("a repository of manifests without tags is not missing", async () => {
  const fake = await fakeCatalog({ app: { one: "a" } });
  await sync(fake);
  await db.tag.deleteMany();
  fake.repositories = { app: { one: "a" }, other: { one: "b" } };
  const empty = `{"name":"app","tags":null}`;
  fake.overrides.push({
    path: /app.tags/,
    answer: (_req, res) => res.writeHead(200, json).end(empty),
  });

  const run = await sync(fake);

  assert.equal(run.missing, 0);
});

test("SYN-012, SYN-020: one repository that gives no answer keeps its tags, and the others are compared", async () => {
  const fake = await fakeCatalog({ app: { one: "a" }, other: { one: "b" }, third: { one: "c" } });
  await sync(fake);
  fake.repositories = { ...fake.repositories, other: { one: "d" } };
  fake.overrides.push({ path: /app.tags/, answer: (_req, res) => res.writeHead(500).end() });

  const run = await sync(fake);

  assert.deepEqual([run.state, run.moved, run.unreadable], ["finished", 1, 1]);
  assert.deepEqual(await catalogue(), {
    app: { one: "a" },
    other: { one: "d" },
    third: { one: "c" },
  });
  const [drift] = await db.drift.findMany();
  assert.deepEqual([drift?.repository, drift?.kind], ["app", "unreadable"]);
});

test("SYN-017: a push, a move and a deletion while a sync looks win over what it saw", async () => {
  const user = await makeUser();
  const fake = await fakeCatalog({ app: { moved: "a", kept: "a", deleted: "a" } });
  await sync(fake);
  fake.repositories = { app: { moved: "b", kept: "a", deleted: "c" } };
  fake.overrides.push({
    path: /manifests\/moved/,
    answer: async (_req, res) => {
      fake.overrides.length = 0;
      const of = {
        repository: "app",
        actor: user.username,
        at: new Date(clock + 1_000).toISOString(),
      };
      await arrive(
        eventOf({ ...of, tag: "moved", digest: manifestDigest("d") }),
        eventOf({ ...of, tag: "pushed", digest: manifestDigest("e") }),
        eventOf({ ...of, action: "delete", tag: "deleted" }),
      );
      res.writeHead(200, { "content-type": ociManifest }).end(manifestOf("b"));
    },
  });

  await sync(fake);

  assert.deepEqual(await catalogue(), { app: { kept: "a", moved: "d", pushed: "e" } });
});

test("an event that comes after the sync saw its tag still tells who pushed it", async () => {
  const user = await makeUser();
  const fake = await fakeCatalog({ app: { one: "a" } });
  const at = new Date(clock - 60_000).toISOString();
  await sync(fake);

  await arrive(
    eventOf({
      repository: "app",
      tag: "one",
      actor: user.username,
      at,
      digest: manifestDigest("a"),
    }),
  );

  const tag = await db.tag.findFirstOrThrow();
  assert.deepEqual([tag.pushedBy, tag.authorName], [user.username, user.username]);
});

test("the reader needs no second request for a manifest that a sync has seen", async () => {
  const fake = await fakeCatalog({ app: { one: "a" } });
  await sync(fake);
  const asked = fake.asked.length;

  const read = await readPending();

  assert.equal(read, 1);
  assert.equal(fake.asked.length, asked);
  assert.equal((await db.manifest.findFirstOrThrow()).totalSize, 3n);
});

test("a run that was cut off goes on where it was", async () => {
  const names = Array.from({ length: 6 }, (_, n) => `app${n}`);
  const fake = await fakeCatalog(Object.fromEntries(names.map((name) => [name, { one: "a" }])), {
    pageSize: 2,
  });
  const pages = () => fake.asked.filter((path) => path === "/v2/_catalog").length;
  await sync(fake, { stopping: () => pages() > 2 });
  const half = await catalogue();
  fake.asked.length = 0;

  const run = await sync(fake);

  assert.deepEqual(Object.keys(half), names.slice(0, 4));
  assert.equal(await db.syncRun.count(), 1);
  assert.deepEqual([run.state, run.repositories, run.added], ["finished", 6 + 4, 6]);
  assert.deepEqual(Object.keys(await catalogue()), names);
  assert.equal(fake.asked.filter((path) => path === "/v2/app3/tags/list").length, 1);
});

test("two processes that sync at once share one run", async () => {
  const fake = await fakeCatalog({ app: { one: "a" } });

  await Promise.all([sync(fake), sync(fake), sync(fake)]);

  assert.equal(await db.syncRun.count(), 1);
  assert.equal(fake.asked.filter((path) => path === "/v2/_catalog").length, 1);
});

test("SYN-006: a sync that nobody waits for is tried again until the registry is there", async () => {
  const fake = await fakeCatalog({ app: { one: "a" } });
  fake.overrides.push({ path: /./, answer: (_req, res) => res.writeHead(503).end() });
  const first = await sync(fake, {}, "start");
  fake.overrides.length = 0;
  await db.syncRun.updateMany({ data: { tryAfter: new Date() } });

  await performOpen({ ripening: 0 });

  assert.equal(first.state, "waiting");
  assert.equal((await db.syncRun.findUniqueOrThrow({ where: { id: first.id } })).state, "finished");
  assert.deepEqual(await catalogue(), { app: { one: "a" } });
});

async function arrive(...events: object[]): Promise<void> {
  await storeEvents(readEnvelope(JSON.stringify({ events }), new Date()));
  await applyPending();
}

function bare(res: ServerResponse): ServerResponse {
  res.removeHeader("docker-distribution-api-version");
  return res;
}

function removeAtOnce(): void {
  Object.assign(config.sync, { strategy: "update-delete", graceHours: 0 });
}

async function everything() {
  const [repositories, manifests, tags] = [
    await db.repository.findMany({ orderBy: { id: "asc" }, omit: { updatedAt: true } }),
    await db.manifest.findMany({ orderBy: { id: "asc" } }),
    await db.tag.findMany({ orderBy: { id: "asc" } }),
  ];
  return { repositories, manifests, tags };
}

/** Runs one sync with a registry to its end. */
async function sync(
  fake: FakeCatalog,
  options: Options = {},
  cause: SyncCause = "admin",
): Promise<SyncRun> {
  clock += 10_000; // no two syncs in one second: by that the registry tells its time
  fake.date = new Date(clock);
  registry = await db.registry.update({ where: { id: registry.id }, data: { url: fake.url } });
  const { id } = await requestSync(registry.id, { cause });
  await performOpen({ ripening: 0, ...options });
  return db.syncRun.findUniqueOrThrow({ where: { id } });
}

/** What the database says that there is. */
async function catalogue() {
  const texts = new Map("a b b1 c d e f".split(" ").map((text) => [manifestDigest(text), text]));
  const rows = await db.repository.findMany({
    select: {
      fullName: true,
      tags: { select: { name: true, manifest: true }, orderBy: { name: "asc" } },
    },
    orderBy: { fullName: "asc" },
  });
  return Object.fromEntries(
    rows.map(({ fullName, tags }) => [
      fullName,
      Object.fromEntries(tags.map(({ name, manifest }) => [name, texts.get(manifest.digest)])),
    ]),
  );
}
