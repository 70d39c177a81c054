import assert from "node:assert/strict";
import { test } from "node:test";
import { readPending } from "../../../../src/catalogue/images/reader/manifest-reader.ts";
import { db } from "../../../../src/platform/db/client.ts";
import { measureAll } from "../../../support/data/blobs.ts";
import { imageOf, sha256 } from "../../../support/fakes/registry.ts";
import { fake, findManifest, makeDue, push, repository } from "./pushed-manifests.ts";

test("EVT-030: a manifest that the registry does not have is requested five times, with pauses", async () => {
  const digest = sha256("missing");
  await push(digest);

  await readPending();
  const first = await findManifest(digest);
  for (let time = 0; time < 4; time += 1) {
    await makeDue();
    await readPending();
  }

  const last = await findManifest(digest);
  assert.ok(first.readAfter && first.readAfter > new Date(Date.now() - 60_000));
  assert.deepEqual([last.readAttempts, last.readAfter], [5, null]);
  assert.match(last.readError ?? "", /does not have it/);
  assert.equal(await db.tag.count({ where: { manifestId: last.id } }), 1);
});

test("a failing registry is retried without limit", async () => {
  const image = imageOf(fake, repository);
  const path = `/v2/${repository}/manifests/${image.digest}`;
  const answer = fake.answers.get(path);
  fake.answers.set(path, (_req, res) => res.writeHead(500).end());
  await push(image.digest);
  for (let time = 0; time < 12; time += 1) {
    await makeDue();
    await readPending();
  }
  const waiting = await findManifest(image.digest);

  if (answer) fake.answers.set(path, answer);
  await makeDue();
  await readPending();
  await measureAll();

  assert.ok(waiting.readAfter);
  assert.match(waiting.readError ?? "", /answered 500/);
  assert.equal((await findManifest(image.digest)).totalSize, BigInt(image.totalSize));
});

test("an image is read without its configuration if the registry has lost it", async () => {
  const image = imageOf(fake, repository, { author: "gone" });
  fake.answers.delete(`/v2/${repository}/blobs/${image.configDigest}`);
  await push(image.digest);

  await readPending();
  await measureAll();

  const { totalSize, platform, layers } = await findManifest(image.digest);
  assert.deepEqual([totalSize, platform, layers.length], [null, null, 2]);
});

test("bytes that are not a manifest are not retried", async () => {
  const digest = fake.serve(repository, "manifests", "[1,2,3]");
  await push(digest);

  await readPending();

  const found = await findManifest(digest);
  assert.equal(found.readAfter, null);
  assert.match(found.readError ?? "", /not a manifest/);
});

test("characters that Postgres cannot store are replaced", async () => {
  const hostile = {
    history: [{ created_by: "RUN \0 \ud800" }, { created_by: "RUN true" }],
    config: { Labels: { "a\0": "\0" } },
  };
  const image = imageOf(fake, repository, hostile);
  await push(image.digest);

  await readPending();

  const found = await findManifest(image.digest);
  assert.equal(found.layers[0]?.createdBy, "RUN \ufffd \ufffd");
  assert.equal(found.readError, null);
});
