import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { lookUpPulled } from "../../../src/protocol/sync/import/pull-lookups.ts";
import { eventOf } from "../../support/data/events.ts";
import { makeNamespace, makeUser } from "../../support/data/factories.ts";
import { type FakeCatalog, fakeCatalog, manifestDigest } from "../../support/fakes/catalog.ts";
import { arrive, catalogue, useSync } from "../../support/sync.ts";

await useSync();
beforeEach(async () => {
  await db.registryEvent.deleteMany();
});

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();

async function registryAt(fake: FakeCatalog): Promise<void> {
  await db.registry.updateMany({ data: { url: fake.url } });
}

const pullOf = (tag: string | undefined, text: string, second: number) =>
  eventOf({
    action: "pull",
    repository: "cache/app",
    digest: manifestDigest(text),
    at: at(second),
    ...(tag && { tag }),
  });

/** The delay that leaves a push event time to arrive is over. */
async function lookUpNow(): Promise<void> {
  await db.pullLookup.updateMany({ data: { tryAfter: new Date(0) } });
  await lookUpPulled();
  await db.registryEvent.updateMany({
    where: { state: "pending" },
    data: { tryAfter: new Date(0) },
  });
  await applyPending();
}

test("a tag that was pulled and never pushed here enters the catalogue, and its pull is counted", async () => {
  await makeNamespace({ name: "cache" });
  await registryAt(await fakeCatalog({ "cache/app": { "3.20": "a", other: "b" } }));

  await arrive(pullOf("3.20", "a", 1));
  await lookUpNow();

  assert.deepEqual(await catalogue(), { "cache/app": { "3.20": "a" } });
  const found = await db.repository.findFirstOrThrow();
  const event = await db.registryEvent.findFirstOrThrow();
  assert.deepEqual([found.pullsCount, found.pushedBy, event.state], [1n, "", "applied"]);
  assert.equal(await db.pullLookup.count(), 0);
});

test("a tag that the cache has updated is updated, and a known one costs no request", async () => {
  await makeNamespace({ name: "cache" });
  const fake = await fakeCatalog({ "cache/app": { latest: "a" } });
  await registryAt(fake);
  await arrive(pullOf("latest", "a", 1));
  await lookUpNow();

  fake.repositories["cache/app"] = { latest: "b" };
  await arrive(pullOf("latest", "b", 9));
  await lookUpNow();
  const asked = fake.requests.length;
  await arrive(pullOf("latest", "b", 12), pullOf(undefined, "b", 13));
  await lookUpNow();

  assert.deepEqual(await catalogue(), { "cache/app": { latest: "b" } });
  assert.equal(fake.requests.length, asked);
});

test("a manifest that was pulled by digest is imported without a tag", async () => {
  await makeNamespace({ name: "cache" });
  await registryAt(await fakeCatalog({ "cache/app": { "3.20": "a" } }));

  await arrive(pullOf(undefined, "a", 1));
  await lookUpNow();

  const manifests = await db.manifest.findMany();
  assert.deepEqual(
    manifests.map(({ digest }) => digest),
    [manifestDigest("a")],
  );
  assert.equal(await db.tag.count(), 0);
});

test("a push that arrives late still says who pushed, and a later deletion wins", async () => {
  const user = await makeUser({ admin: true });
  await makeNamespace({ name: "cache" });
  await registryAt(await fakeCatalog({ "cache/app": { one: "a", two: "b" } }));
  const of = { repository: "cache/app", actor: user.username };

  await arrive(pullOf("one", "a", 5), pullOf("two", "b", 5));
  await arrive(eventOf({ ...of, action: "delete", tag: "two", at: at(9) }));
  await lookUpNow();
  await arrive(eventOf({ ...of, tag: "one", digest: manifestDigest("a"), at: at(2) }));

  assert.deepEqual(await catalogue(), { "cache/app": { one: "a" } });
  const tag = await db.tag.findFirstOrThrow();
  assert.equal(tag.pushedBy, user.username);
});

test("what the registry does not have or cannot answer changes nothing, and is not retried forever", async () => {
  await makeNamespace({ name: "cache" });
  const fake = await fakeCatalog({ "cache/app": {} });
  await registryAt(fake);
  await arrive(pullOf("gone", "a", 1));
  await lookUpNow();
  assert.equal(await db.pullLookup.count(), 0);

  fake.overrides.push({ path: /manifests/, answer: (_req, res) => void res.writeHead(503).end() });
  await arrive(pullOf("broken", "b", 2));
  for (let attempt = 0; attempt < 5; attempt += 1) await lookUpNow();

  assert.deepEqual(await catalogue(), {});
  assert.equal(await db.pullLookup.count(), 0);
  const events = await db.registryEvent.findMany();
  assert.deepEqual([...new Set(events.map(({ state }) => state))], ["ignored"]);
});

test("a thousand pulls of one unknown tag cost one request", async () => {
  await makeNamespace({ name: "cache" });
  const fake = await fakeCatalog({ "cache/app": { latest: "a" } });
  await registryAt(fake);

  await arrive(...Array.from({ length: 1_000 }, (_, n) => pullOf("latest", "a", n % 50)));
  await lookUpNow();

  assert.equal(fake.requests.length, 1);
  assert.equal((await db.repository.findFirstOrThrow()).pullsCount, 1_000n);
});
