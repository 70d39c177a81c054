import assert from "node:assert/strict";
import { test } from "node:test";
import { visibleActivities } from "../../../src/operations/activity/feed.ts";
import { db } from "../../../src/platform/db/client.ts";
import { digestOf } from "../../support/data/events.ts";
import { unique } from "../../support/data/factories.ts";
import {
  a,
  activities,
  at,
  find,
  found,
  latest,
  pusher,
  receive,
  repository,
  tagsOf,
  web,
} from "./receiving.ts";

async function threeTags(): Promise<void> {
  const [one, two] = [digestOf("1234"), digestOf("5678")];
  await receive(
    { tag: "a", digest: one, at: at(1) },
    { tag: "b", digest: one, at: at(2) },
    { tag: "c", digest: two, at: at(3) },
  );
}

test("EVT-036: a deletion of an unknown digest, or of a blob, changes nothing", async () => {
  await threeTags();

  await receive({ action: "delete", digest: digestOf("blob"), at: at(4) });

  assert.equal((await found()).tagsCount, 3);
  assert.equal((await latest()).state, "ignored");
});

test("EVT-037: a deletion in an unknown repository changes nothing", async () => {
  await threeTags();

  await receive({
    action: "delete",
    repository: "web/nowhere",
    digest: digestOf("1234"),
    at: at(4),
  });

  assert.equal((await found()).tagsCount, 3);
});

test("EVT-038: deleting a digest deletes its tags, and deleting the last one deletes the repository", async () => {
  await threeTags();

  await receive({ action: "delete", digest: digestOf("1234"), at: at(4) });
  const between = await tagsOf();
  await receive({ action: "delete", digest: digestOf("5678"), at: at(5) });

  assert.deepEqual(Object.keys(between), ["c"]);
  assert.equal(await find(), null);
  assert.deepEqual((await activities("tag.delete"))[0]?.details, {
    ...((await activities("tag.delete"))[0]?.details as object),
    tags: ["a", "b"],
    digest: digestOf("1234"),
  });
  assert.equal((await activities("repository.delete")).length, 1);
});

test("DEL-008: the activity of a deleted repository, including its deletion, stays with its namespace", async () => {
  await receive({ tag: "latest", at: at(1) });

  await receive({ action: "delete", digest: digestOf("a"), at: at(2) });

  assert.equal(await find(), null);
  const reader = { ...pusher, admin: true };
  const { rows } = await visibleActivities(reader, {}, { namespaceId: web.id });
  const lines = rows.filter(({ subject }) => subject === repository);
  assert.deepEqual(
    lines.map(({ key, namespaceId, repositoryId }) => [key, namespaceId, repositoryId]),
    [
      ["repository.delete", web.id, null],
      ["repository.push", web.id, null],
    ],
  );
});

test("EVT-038: one request that deletes a digest and its tags makes one audit entry", async () => {
  await threeTags();
  const request = unique("request");
  const digest = digestOf("1234");

  await receive(
    { action: "delete", tag: "b", request, at: at(6) },
    { action: "delete", digest, request, at: at(5) },
    { action: "delete", tag: "a", request, at: at(6) },
  );

  assert.deepEqual(Object.keys(await tagsOf()), ["c"]);
  assert.equal((await found()).tagsCount, 1);
  assert.equal((await activities("tag.delete")).length, 1);
});

test("EVT-039: what Portus itself deletes causes no second entry in the audit log", async () => {
  await threeTags();

  await receive({ action: "delete", digest: digestOf("1234"), actor: "portus", at: at(4) });

  assert.deepEqual(Object.keys(await tagsOf()), ["c"]);
  assert.deepEqual(await activities("tag.delete"), []);
});

test("deleting only a tag leaves its manifest and the other tags", async () => {
  await threeTags();

  await receive({ action: "delete", tag: "a", at: at(4) });

  assert.deepEqual(await tagsOf(), { b: digestOf("1234"), c: digestOf("5678") });
  assert.equal((await found()).manifests.length, 2);
});

test("a deletion of the whole repository removes it", async () => {
  await threeTags();

  await receive({ action: "delete", at: at(4) });

  assert.equal(await find(), null);
});

test("pulls by unknown users are applied, and what such users delete is looked up at the registry", async () => {
  await receive({ tag: "latest", at: at(1) });

  await receive(
    { action: "pull", actor: "gone", at: at(2) },
    { action: "pull", actor: "", at: at(2) },
  );
  await receive({ action: "delete", digest: a, actor: "gone", at: at(3) });

  assert.equal((await found()).pullsCount, 2n);
  const lookup = await db.pullLookup.findFirstOrThrow({ where: { repository } });
  assert.deepEqual([lookup.reference, lookup.deleted], [a, true]);
  assert.deepEqual(await activities("repository.delete"), []);
});
