import assert from "node:assert/strict";
import { test } from "node:test";
import { readPending } from "../../../src/catalogue/images/reader/manifest-reader.ts";
import { db } from "../../../src/platform/db/client.ts";
import { measureAll } from "../../support/data/blobs.ts";
import { imageOf, sha256 } from "../../support/fakes/registry.ts";
import { fake, makeDue, manifest, pushed, repository } from "./reading.ts";

test("EVT-030: a manifest that the registry does not have is asked for five times, with pauses", async () => {
  const digest = sha256("missing");
  await pushed(digest);

  await readPending();
  const first = await manifest(digest);
  for (let time = 0; time < 4; time += 1) {
    await makeDue();
    await readPending();
  }

  const last = await manifest(digest);
  assert.ok(first.readAfter && first.readAfter > new Date(Date.now() - 60_000));
  assert.deepEqual([last.readAttempts, last.readAfter], [5, null]);
  assert.match(last.readError ?? "", /does not have it/);
  assert.equal(await db.tag.count({ where: { manifestId: last.id } }), 1);
});

test("a registry that fails is asked again for as long as it takes", async () => {
  const image = imageOf(fake, repository);
  const path = `/v2/${repository}/manifests/${image.digest}`;
  const answer = fake.answers.get(path);
  fake.answers.set(path, (_req, res) => res.writeHead(500).end());
  await pushed(image.digest);
  for (let time = 0; time < 12; time += 1) {
    await makeDue();
    await readPending();
  }
  const waiting = await manifest(image.digest);

  if (answer) fake.answers.set(path, answer);
  await makeDue();
  await readPending();
  await measureAll();

  assert.ok(waiting.readAfter);
  assert.match(waiting.readError ?? "", /answered 500/);
  assert.equal((await manifest(image.digest)).totalSize, BigInt(image.totalSize));
});

test("an image whose configuration is gone is known without it", async () => {
  const image = imageOf(fake, repository, { author: "gone" });
  fake.answers.delete(`/v2/${repository}/blobs/${image.configDigest}`);
  await pushed(image.digest);

  await readPending();
  await measureAll();

  const { totalSize, platform, layers } = await manifest(image.digest);
  assert.deepEqual([totalSize, platform, layers.length], [null, null, 2]);
});

test("bytes that are no manifest are given up at once", async () => {
  const digest = fake.serve(repository, "manifests", "[1,2,3]");
  await pushed(digest);

  await readPending();

  const found = await manifest(digest);
  assert.equal(found.readAfter, null);
  assert.match(found.readError ?? "", /not a manifest/);
});

test("what Postgres can't hold in a configuration is replaced", async () => {
  const hostile = {
    history: [{ created_by: "RUN \0 \ud800" }, { created_by: "RUN true" }],
    config: { Labels: { "a\0": "\0" } },
  };
  const image = imageOf(fake, repository, hostile);
  await pushed(image.digest);

  await readPending();

  const found = await manifest(image.digest);
  assert.equal(found.layers[0]?.createdBy, "RUN \ufffd \ufffd");
  assert.equal(found.readError, null);
});
