import assert from "node:assert/strict";
import { test } from "node:test";
import type { Selection } from "../../../../src/lifecycle/deletion/plan/selection.ts";
import { expectPush } from "../../../../src/lifecycle/deletion/restore/image-records.ts";
import { restore } from "../../../../src/lifecycle/deletion/restore/start.ts";
import { executePlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { db, Prisma } from "../../../../src/platform/db/client.ts";
import { applyPending } from "../../../../src/protocol/events/apply-pending.ts";
import { readEnvelopeOffLoop } from "../../../../src/protocol/events/envelope.ts";
import { storeEvents } from "../../../../src/protocol/events/receive.ts";
import { makeTag } from "../../../support/data/catalogue.ts";
import { type EventDraft, eventOf } from "../../../support/data/events.ts";
import { by } from "../../../support/data/factories.ts";
import { makeWebhook } from "../../../support/data/webhooks.ts";
import { useDatabase } from "../../../support/database.ts";
import { planDeletion, useStock } from "../stock.ts";

await useDatabase();
const { fake, registry, stocked } = await useStock();

const pulledAt = new Date("2026-02-01T00:00:00.125Z");
const createdAt = new Date("2025-12-01T00:00:00.000Z");

/** A repository with the tags 1.0 and 2.0 of different images, each pulled 7 times, and the plan of a deletion. */
async function pulled(selection: Selection) {
  const stock = await stocked(["1.0", "2.0"]);
  const { repository, actor } = stock;
  const where = { repositoryId: repository.id };
  await db.manifest.updateMany({ where, data: { pulledAt, pullsCount: 7 } });
  await db.tag.updateMany({ where, data: { createdAt, authorName: "ada" } });
  await makeWebhook(stock.namespace);
  const before = await imagesOf(repository);
  const id = await planDeletion(stock, selection);
  const [{ digest, mediaType } = assert.fail()] = before.manifests;
  const ours = { repository: repository.fullName, host: registry.hostname };
  const event = { digest, mediaType, actor: actor.username, ...ours };
  return { ...stock, id, before, event, after: () => imagesOf(repository) };
}

async function imagesOf({ id: repositoryId }: { id: number }) {
  const where = { repositoryId };
  const pushed = { pushedAt: true, pushedBy: true };
  const manifests = await db.manifest.findMany({
    where,
    orderBy: { digest: "asc" },
    select: { digest: true, mediaType: true, ...pushed, pulledAt: true, pullsCount: true },
  });
  const tags = await db.tag.findMany({
    where,
    orderBy: { name: "asc" },
    select: { name: true, ...pushed, authorName: true, createdAt: true },
  });
  return { manifests, tags };
}

async function receive(draft: EventDraft): Promise<void> {
  const body = JSON.stringify({ events: [eventOf(draft)] });
  await storeEvents(await readEnvelopeOffLoop(body, new Date()));
  await applyPending();
}

async function keysOf({ fullName }: { fullName: string }): Promise<string[]> {
  const where = { subject: fullName };
  return (await db.activity.findMany({ where, orderBy: { id: "asc" } })).map(({ key }) => key);
}

/** Why the tag "latest" moved, the oldest move first. */
async function causesOf({ id: repositoryId }: { id: number }) {
  const where = { repositoryId, tag: "latest" };
  return (await db.tagMove.findMany({ where, orderBy: { at: "asc" } })).map(({ cause }) => cause);
}

const both: Selection = { tags: ["1.0", "2.0"] };

/** The push events of a restore of both tags. */
async function eventsOf({ event, id }: Awaited<ReturnType<typeof pulled>>): Promise<EventDraft[]> {
  const steps = await db.deletionStep.findMany({ where: { planId: id } });
  return steps.map(({ digest, tags }) => ({ ...event, digest, tag: tags[0] ?? assert.fail() }));
}

test("a restored image keeps when it was pushed and pulled, and Activity has only the restore", async () => {
  const stock = await pulled(both);
  await executePlan(by(stock.actor), stock.id);
  assert.deepEqual(await stock.after(), { manifests: [], tags: [] });

  await restore(by(stock.actor), stock.id);
  for (const event of await eventsOf(stock)) await receive(event);

  assert.deepEqual(await stock.after(), stock.before);
  assert.deepEqual(await keysOf(stock.repository), ["repository.delete", "repository.put_back"]);
  const entry = await db.activity.findFirstOrThrow({
    where: { key: "repository.put_back", subject: stock.repository.fullName },
  });
  assert.equal(entry.repositoryId, stock.repository.id);
  const { pushedAt } = await db.repository.findFirstOrThrow({ where: { id: stock.repository.id } });
  assert.deepEqual(pushedAt, stock.repository.pushedAt);
  const notices = await db.webhookDelivery.findMany({
    where: { webhook: { namespaceId: stock.namespace.id } },
  });
  assert.deepEqual(
    notices.map(({ event, subject }) => `${event} ${subject}`).sort(),
    ["1.0", "2.0"].map((tag) => `push ${stock.repository.fullName}:${tag}`),
  );
});

test("so it is if the event comes before the registry answers the restore", async () => {
  const stock = await pulled(both);
  await executePlan(by(stock.actor), stock.id);
  const events = await eventsOf(stock);
  const path = `/v2/${stock.repository.fullName}/manifests/*`;
  const serve = fake.answers.get(path) ?? assert.fail();
  fake.answers.set(path, async (req, res) => {
    const event = req.method === "PUT" && events.find(({ tag }) => req.url?.endsWith(`/${tag}`));
    if (event) await receive(event);
    return serve(req, res);
  });

  await restore(by(stock.actor), stock.id);

  assert.deepEqual(await stock.after(), stock.before);
  assert.deepEqual(await keysOf(stock.repository), ["repository.delete", "repository.put_back"]);
});

test("a tag whose image stayed keeps its author and pusher, and a push after the restore is a push", async () => {
  const stock = await stocked(["1.0"]);
  const { repository, actor } = stock;
  const image = await db.manifest.findFirstOrThrow({ where: { repositoryId: repository.id } });
  await makeTag(image, "latest", { pushedBy: "bob", authorName: "ada", createdAt });
  const before = await imagesOf(repository);
  const id = await planDeletion(stock, { tags: ["latest"] });
  await executePlan(by(actor), id);
  await restore(by(actor), id);
  const { digest, mediaType } = image;
  const event = { repository: repository.fullName, host: registry.hostname, digest, mediaType };

  await receive({ ...event, tag: "latest", actor: actor.username });
  assert.deepEqual(await imagesOf(repository), before);
  assert.deepEqual(await keysOf(repository), ["tag.delete", "repository.put_back"]);
  assert.deepEqual(await causesOf(repository), [null, "restore"]);

  const at = new Date(Date.now() + 1_000);
  await receive({ ...event, tag: "latest", actor: actor.username, at: at.toISOString() });
  const latest = await db.tag.findFirstOrThrow({
    where: { repositoryId: repository.id, name: "latest" },
  });
  assert.deepEqual([latest.pushedBy, latest.pushedAt], [actor.username, at]);
  assert.equal((await keysOf(repository)).at(-1), "repository.push");
});

test("an untagged manifest that is restored survives a late event of its deletion", async () => {
  const stock = await stocked(["1.0"]);
  const { repository, actor } = stock;
  const where = { repositoryId: repository.id };
  await db.tag.deleteMany({ where });
  await db.manifest.updateMany({ where, data: { pulledAt, pullsCount: 7 } });
  const before = await imagesOf(repository);
  const [{ digest, mediaType } = assert.fail()] = before.manifests;
  for (const reference of stock.references())
    if (reference !== digest) stock.stored.delete(reference);
  const id = await planDeletion(stock, { whole: true });
  const event = { repository: repository.fullName, host: registry.hostname, digest, mediaType };
  await executePlan(by(actor), id);
  const deletedAt = new Date().toISOString();
  await restore(by(actor), id);

  await receive({ ...event, actor: actor.username });
  await receive({ ...event, action: "delete", actor: "portus", at: deletedAt });

  assert.deepEqual(await imagesOf(repository), before);
});

test("a restored tag keeps its author if an event of its deletion comes late", async () => {
  const stock = await pulled(both);
  await executePlan(by(stock.actor), stock.id);
  const at = new Date().toISOString();
  await restore(by(stock.actor), stock.id);
  for (const event of await eventsOf(stock)) await receive(event);

  const { repository, host } = stock.event;
  for (const tag of ["1.0", "2.0"])
    await receive({ action: "delete", repository, host, tag, actor: "portus", at });

  assert.deepEqual((await stock.after()).tags, stock.before.tags);
});

test("a restore of a deletion by an older version is recorded as a push", async () => {
  const stock = await pulled(both);
  await executePlan(by(stock.actor), stock.id);
  const where = { planId: stock.id };
  await db.deletionStep.updateMany({ where, data: { recorded: Prisma.DbNull } });

  await restore(by(stock.actor), stock.id);
  for (const event of await eventsOf(stock)) await receive(event);

  const { manifests, tags } = await stock.after();
  assert.deepEqual(
    manifests.map((it) => it.pulledAt),
    [null, null],
  );
  assert.ok(tags.every(({ pushedBy }) => pushedBy === stock.actor.username));
  assert.equal((await keysOf(stock.repository)).filter((it) => it === "repository.push").length, 2);
});

test("a restore that the registry refuses expects no event", async () => {
  let refusing = false;
  const stock = await stocked(["1.0"], {
    refuses: ({ method }) => (refusing && method === "PUT" ? 403 : null),
  });
  const id = await planDeletion(stock, { tags: ["1.0"] });
  await executePlan(by(stock.actor), id);
  refusing = true;

  await assert.rejects(restore(by(stock.actor), id), /could not be restored/);

  const step = await db.deletionStep.findFirstOrThrow({ where: { planId: id } });
  assert.deepEqual(step.expectedPushes, []);
  const cancel = await expectPush(step, "1.0");
  const again = await db.deletionStep.findFirstOrThrow({ where: { planId: id } });
  assert.deepEqual(again.expectedPushes, ["1.0"]);
  await cancel();
});
