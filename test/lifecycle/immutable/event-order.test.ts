import assert from "node:assert/strict";
import { before, test } from "node:test";
import { setNamespacePatterns } from "../../../src/lifecycle/immutable/change.ts";
import { db } from "../../../src/platform/db/client.ts";
import { importTags } from "../../../src/protocol/sync/import/import.ts";
import { findNamespace } from "../../../src/tenancy/namespaces/find.ts";
import {
  a,
  activities,
  at,
  b,
  found,
  other,
  receive,
  repository,
  web,
} from "../../protocol/events/receiving.ts";
import { digestOf, type EventDraft, ociManifest } from "../../support/data/events.ts";
import { actorOf, by, makeUser } from "../../support/data/factories.ts";

const c = digestOf("c");
const protect = (...immutableTags: string[]) =>
  db.namespace.update({ where: { id: web.id }, data: { immutableTags, immutableSince: null } });

before(async () => {
  await protect("v*");
});

const push = (digest: string, second: number, given: EventDraft = {}): EventDraft => ({
  tag: "v1",
  digest,
  at: at(second),
  ...given,
});

/** The digest and cause of each move in the timeline, oldest first. */
async function causes() {
  const { id: repositoryId } = await found();
  const moves = await db.tagMove.findMany({ where: { repositoryId }, orderBy: { at: "asc" } });
  return moves.map(({ digest, cause }) => [digest, cause]);
}

async function isPending() {
  return (await db.revert.count({ where: { repositoryId: (await found()).id } })) > 0;
}

function orders<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]];
  return all.flatMap((first) =>
    orders(all.filter((it) => it !== first)).map((it) => [first, ...it]),
  );
}

const three = [push(a, 1), push(b, 2), push(c, 3)];
for (const order of orders(three))
  test(`of three pushes whose events arrive in the order ${order.map((it) => three.indexOf(it) + 1)} the first is rightful`, async () => {
    for (const event of order) await receive(event);

    assert.deepEqual(await causes(), [
      [a, null],
      [b, "overwrite"],
      [c, "overwrite"],
    ]);
    assert.equal(await isPending(), true);
  });

const again = [push(a, 1), push(b, 2), push(a, 3)];
for (const order of orders(again))
  test(`of a push that is repeated, with events in the order ${order.map((it) => again.indexOf(it) + 1)}, only the other image is an overwrite`, async () => {
    for (const event of order) await receive(event);

    assert.deepEqual(await causes(), [
      [a, null],
      [b, "overwrite"],
      [a, null],
    ]);
  });

test("a push that is found to be an overwrite later is recorded once, with its pusher", async () => {
  await receive(push(b, 2, { actor: other.username }));
  await receive(push(a, 1));
  await receive(push(a, 1));

  const lines = await activities("tag.overwrite");
  assert.deepEqual(
    lines.map(({ actorName, at, details }) => [actorName, at.toISOString(), details]),
    [[other.username, at(2), { tag: "v1", digest: b, from: a }]],
  );
});

test("a revert before the first push was known is an overwrite itself", async () => {
  await receive(push(b, 2), push(c, 3), push(b, 4, { actor: "portus" }));

  await receive(push(a, 1));

  assert.deepEqual(await causes(), [
    [a, null],
    [b, "overwrite"],
    [c, "overwrite"],
    [b, "overwrite"],
  ]);
  assert.equal(await isPending(), true);
});

test("a tag that a sync found is classified when the event of its first push arrives", async () => {
  const content = { mediaType: ociManifest, size: 2, bytes: Buffer.from("{}") };
  const found = [{ name: "v1", digest: b, ...content }];
  await importTags([{ namespace: web, repository, found, at: new Date(at(9)) }]);

  await receive(push(b, 2), push(a, 1));

  assert.deepEqual(await causes(), [
    [a, null],
    [b, "overwrite"],
    [b, "overwrite"],
  ]);
  assert.equal(await isPending(), true);
});

test("a push after a deletion is a first push, even if an earlier event arrives late", async () => {
  await receive(push(b, 2), { action: "delete", tag: "v1", at: at(3) }, push(c, 4));

  await receive(push(a, 1));

  assert.equal((await causes()).at(-1)?.[1], null);
  assert.equal(await isPending(), false);
});

test("a push after an overwrite was deleted is a first push, even if the event of the overwrite arrives late", async () => {
  await receive(push(a, 1), push(a, 1, { tag: "other" }));
  await receive({ action: "delete", digest: b, at: at(3) });
  await receive(push(b, 2));
  await receive(push(c, 4));

  assert.equal(await isPending(), false);
  assert.deepEqual((await causes()).at(-1), [c, null]);
});

test("a push from before the patterns were set is no overwrite, even if an earlier event arrives late", async () => {
  await protect();
  await receive(push(b, 2));
  const admin = actorOf(await makeUser({ admin: true }));
  await setNamespacePatterns(by(admin), await findNamespace(admin, web.id), ["v*"]);

  await receive(push(a, 1));

  await protect("v*");
  assert.deepEqual(await causes(), [
    [a, null],
    [b, null],
  ]);
  assert.equal(await isPending(), false);
});
