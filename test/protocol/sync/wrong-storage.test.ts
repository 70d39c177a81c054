import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { repair } from "../../../src/protocol/sync/drift/repair.ts";
import { actorOf, by, makeUser } from "../../support/data/factories.ts";
import { type FakeCatalog, fakeCatalog } from "../../support/fakes/catalog.ts";
import {
  catalogue,
  everything,
  hoursLater,
  removeAtOnce,
  sync,
  useSync,
} from "../../support/sync.ts";

await useSync();

type Content = FakeCatalog["repositories"];
const some = (count: number, prefix = "app"): Content =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}${n}`, { one: "a" }]));

const losses: [string, before: Content, after: Content, RegExp][] = [
  ["11 of 12", some(12), some(1), /11 of 12 repositories are missing/],
  ["3 of 3 and finds others", some(3), some(3, "other"), /3 of 3 repositories are missing/],
  ["2 of 3", some(3), some(1), /2 of 3 repositories are missing/],
  ["its only one and finds others", some(1), some(3, "other"), /The only repository is missing/],
  ["all", some(3), {}, /list was empty/],
  ["its only one", some(1), {}, /list was empty/],
  [
    "every tag of 2 of 3, and finds them empty",
    some(3),
    { ...some(1), app1: {}, app2: {} },
    /2 of 3 repositories .*lost all their tags/,
  ],
];
for (const [title, before, after, note] of losses)
  test(`a registry that loses ${title} is left to the admin, and nothing is removed automatically`, async () => {
    removeAtOnce();
    const fake = await fakeCatalog(before);
    await sync(fake);
    const { tags } = await everything();
    fake.repositories = after;

    await sync(fake);
    await sync(fake);
    const run = await sync(fake);

    assert.match(run.note ?? "", note);
    assert.equal(run.removed, 0);
    const ids = new Set(tags.map(({ id }) => id));
    assert.deepEqual(
      (await everything()).tags.filter(({ id }) => ids.has(id)),
      tags,
    );
  });

const staging = Object.fromEntries([0, 1, 2].map((n) => [`app${n}`, { dev: "b" }]));
const both = Object.fromEntries([0, 1, 2].map((n) => [`app${n}`, { one: "b", dev: "b" }]));
const production = Object.fromEntries([0, 1, 2].map((n) => [`app${n}`, { one: "a", two: "a" }]));
for (const [title, found] of [
  ["other tags", staging],
  ["other tags and one with another digest", both],
] as const)
  test(`a storage with the same names and ${title} is left to the admin, and nothing is removed automatically`, async () => {
    removeAtOnce();
    const fake = await fakeCatalog(production);
    await sync(fake);
    const { tags } = await everything();
    fake.repositories = found;
    hoursLater();

    await sync(fake);
    await sync(fake);
    const run = await sync(fake);

    assert.match(run.note ?? "", /3 of 3 repositories .*lost all their tags/);
    const left = new Set((await everything()).tags.map(({ id }) => id));
    assert.ok(tags.every(({ id }) => left.has(id)));
  });

test("a tag that the registry lists but does not have is drift that removes nothing", async () => {
  removeAtOnce();
  const fake = await fakeCatalog({ app: { one: "a", two: "b" } });
  await sync(fake);
  fake.overrides.push({
    path: /manifests\/two/,
    answer: (_req, res) =>
      res
        .writeHead(404, { "docker-distribution-api-version": "registry/2.0" })
        .end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}'),
  });

  for (let run = 0; run < 3; run += 1) await sync(fake);

  const drifts = await db.drift.findMany();
  assert.deepEqual(
    drifts.map(({ kind, tag, reason }) => [kind, tag, reason]),
    [["unreadable", "two", "The registry lists this tag but answers that it does not have it."]],
  );
  assert.deepEqual(await catalogue(), { app: { one: "a", two: "b" } });
});

test("half of the repositories, which were perhaps deleted, are removed after two runs", async () => {
  removeAtOnce();
  const fake = await fakeCatalog(some(4));
  await sync(fake);
  fake.repositories = some(2);

  const first = await sync(fake);
  const second = await sync(fake);

  assert.deepEqual([first.removed, second.removed], [0, 2]);
  assert.deepEqual(await catalogue(), some(2));
});

test("the only repository, deleted at the registry, is removed by an admin", async () => {
  removeAtOnce();
  const admin = actorOf(await makeUser({ admin: true }));
  const fake = await fakeCatalog(some(1));
  await sync(fake);
  fake.repositories = {};
  await sync(fake);

  const { id } = await db.drift.findFirstOrThrow({ where: { kind: "missing" } });
  await repair(by(admin), id);

  assert.deepEqual(await catalogue(), {});
});

test("a missing repository is no longer removed once many others are missing, too", async () => {
  removeAtOnce();
  const fake = await fakeCatalog(some(4));
  await sync(fake);
  fake.repositories = some(3);
  await sync(fake);
  fake.repositories = some(1);

  const run = await sync(fake);

  assert.match(run.note ?? "", /3 of 4 repositories are missing/);
  assert.equal(Object.keys(await catalogue()).length, 4);
});
