import assert from "node:assert/strict";
import { test } from "node:test";
import { expectMove } from "../../../src/catalogue/repositories/tags/tag-moves.ts";
import { db } from "../../../src/platform/db/client.ts";
import {
  a,
  activities,
  at,
  b,
  found,
  other,
  pusher,
  receive,
  tagsOf,
  web,
} from "../../protocol/events/receiving.ts";
import { digestOf } from "../../support/data/events.ts";

const c = digestOf("c");

/** Makes tags of the repository immutable. A first push must have created it. */
async function protect(...immutableTags: string[]): Promise<void> {
  const { id } = await found();
  await db.repository.update({ where: { id }, data: { immutableTags } });
}

async function pending() {
  const { id: repositoryId } = await found();
  return db.revert.findMany({ where: { repositoryId }, select: { tag: true, attempts: true } });
}

/** The digest and cause of each move in the timeline, oldest first. */
async function causes(tag = "v1") {
  const { id: repositoryId } = await found();
  const moves = await db.tagMove.findMany({
    where: { repositoryId, tag },
    orderBy: { at: "asc" },
  });
  return moves.map(({ digest, cause }) => [digest, cause]);
}

test("a push over an immutable tag is recorded with its pusher, and its revert is queued", async () => {
  await receive({ tag: "v1", digest: a, at: at(1) });
  await protect("v*");

  await receive({ tag: "v1", digest: b, at: at(2), actor: other.username });

  assert.deepEqual(await pending(), [{ tag: "v1", attempts: 0 }]);
  assert.deepEqual(await causes(), [
    [a, null],
    [b, "overwrite"],
  ]);
  const [line] = await activities("tag.overwrite");
  assert.equal(line?.actorName, other.username);
  assert.deepEqual(line?.details, { tag: "v1", digest: b, from: a });
});

test("the first push, the same digest again, other tags and a push after a deletion are allowed", async () => {
  await receive({ tag: "dev", digest: a, at: at(1) });
  await protect("v*");

  await receive(
    { tag: "v1", digest: a, at: at(2) },
    { tag: "v1", digest: a, at: at(3), actor: other.username },
    { tag: "dev", digest: b, at: at(4) },
    { action: "delete", tag: "v1", at: at(5) },
    { tag: "v1", digest: c, at: at(6) },
  );

  assert.deepEqual(await pending(), []);
  assert.deepEqual(await activities("tag.overwrite"), []);
});

test("a second overwrite is compared with the rightful image, not with the first overwrite", async () => {
  await receive({ tag: "v1", digest: a, at: at(1) });
  await protect("v1");

  await receive(
    { tag: "v1", digest: b, at: at(2) },
    { tag: "v1", digest: c, at: at(3) },
    { tag: "v1", digest: b, at: at(4) },
  );

  const froms = (await activities("tag.overwrite")).map(({ details }) => details);
  assert.deepEqual(
    froms.map((details) => (details as { from: string }).from),
    [a, a, a],
  );
  assert.deepEqual(await pending(), [{ tag: "v1", attempts: 2 }]);
});

test("the event of a revert is recognised and is not an overwrite", async () => {
  await receive({ tag: "v1", digest: a, at: at(1) });
  await protect("v1");

  await receive(
    { tag: "v1", digest: b, at: at(2) },
    { tag: "v1", digest: a, at: at(3), actor: "portus" },
  );

  assert.deepEqual(await causes(), [
    [a, null],
    [b, "overwrite"],
    [a, "revert"],
  ]);
  assert.deepEqual(await tagsOf(), { v1: a });
  assert.equal((await activities("tag.overwrite")).length, 1);
  assert.deepEqual(
    (await activities("tag.put_back")).map(({ actorName, details }) => [actorName, details]),
    [["portus", { tag: "v1", digest: a, from: b }]],
  );
});

test("a rollback is marked in the tag's timeline by the event of its push", async () => {
  await receive({ tag: "v1", digest: a, at: at(1) }, { tag: "v1", digest: b, at: at(2) });
  const { id: repositoryId } = await found();
  const move = { repositoryId, tag: "v1", digest: a, byName: pusher.username };
  await expectMove({ ...move, cause: "rollback" });

  await receive(
    { tag: "v1", digest: a, at: at(3), actor: other.username },
    { tag: "v1", digest: a, at: at(4) },
    { tag: "v1", digest: a, at: at(5) },
  );

  const all = (await causes()).map(([, cause]) => cause);
  assert.deepEqual(all, [null, null, null, "rollback", null]);
});

test("the patterns of the namespace apply to a repository that has none", async () => {
  await db.namespace.update({ where: { id: web.id }, data: { immutableTags: ["v*", "!v0"] } });

  await receive(
    { tag: "v1", digest: a, at: at(1) },
    { tag: "v1", digest: b, at: at(2) },
    { tag: "v0", digest: a, at: at(3) },
    { tag: "v0", digest: b, at: at(4) },
  );

  await db.namespace.update({ where: { id: web.id }, data: { immutableTags: [] } });
  assert.deepEqual(await pending(), [{ tag: "v1", attempts: 0 }]);
});

test("a repository with its own patterns is kept when its last image is deleted", async () => {
  await receive({ tag: "v1", digest: a, at: at(1) });
  await protect("v*");

  await receive({ action: "delete", digest: a, at: at(2) });

  assert.deepEqual((await found()).immutableTags, ["v*"]);
});
