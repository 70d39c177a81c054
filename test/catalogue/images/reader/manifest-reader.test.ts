import assert from "node:assert/strict";
import { test } from "node:test";
import {
  readPending,
  startReader,
} from "../../../../src/catalogue/images/reader/manifest-reader.ts";
import { measureAll } from "../../../support/data/blobs.ts";
import { dockerList, ociIndex, ociManifest, schema1 } from "../../../support/data/events.ts";
import { imageOf, indexOf, sha256 } from "../../../support/fakes/registry.ts";
import { fake, findManifest, push, repository } from "./pushed-manifests.ts";

test("reading a pushed manifest stores its size, platform, layers with their history, and bytes", async () => {
  const image = imageOf(fake, repository);
  await push(image.digest);

  const count = await readPending();
  await measureAll();

  const found = await findManifest(image.digest);
  assert.equal(count, 1);
  assert.equal(found.totalSize, BigInt(image.totalSize));
  assert.equal(found.platform, "linux/arm64/v8");
  assert.deepEqual(found.builtAt, new Date("2026-01-02T03:04:05.678Z"));
  assert.equal(found.configDigest, image.configDigest);
  assert.deepEqual(
    found.layers.map(({ createdBy, declaredSize }) => [createdBy, declaredSize]),
    [
      ["ADD rootfs", 1000n],
      ["COPY app /app", 20n],
    ],
  );
  assert.equal(sha256(Buffer.from(found.payload ?? [])), image.digest);
  assert.deepEqual([found.readAfter, found.readError], [null, null]);
});

for (const type of [ociIndex, dockerList])
  test(`EVT-042: the size of an index (${type}) is that of all its children, whichever is read first`, async () => {
    const [amd, arm] = [
      imageOf(fake, repository, { architecture: "amd64" }),
      imageOf(fake, repository),
    ];
    const list = indexOf(fake, repository, [
      {
        mediaType: ociManifest,
        digest: amd.digest,
        size: amd.size,
        platform: { os: "linux", architecture: "amd64" },
      },
      {
        mediaType: ociManifest,
        digest: arm.digest,
        size: arm.size,
        platform: { os: "linux", architecture: "arm64" },
      },
    ]);
    await push(list, type);
    await readPending();
    const unknown = await findManifest(list);

    await push(amd.digest);
    await push(arm.digest);
    await readPending();
    await measureAll();

    const found = await findManifest(list);
    assert.equal(unknown.totalSize, null);
    assert.equal(found.totalSize, BigInt(amd.totalSize + arm.totalSize - 1020)); // the same two layers
    assert.deepEqual(
      found.children.map(({ platform }) => platform),
      ["linux/amd64", "linux/arm64"],
    );
  });

test("an index and children that are read at the same time get the right size", async () => {
  const images = ["amd64", "arm64", "s390x"].map((architecture) =>
    imageOf(fake, repository, { architecture }),
  );
  const list = indexOf(
    fake,
    repository,
    images.map(({ digest, size }) => ({ mediaType: ociManifest, digest, size })),
  );
  for (const { digest } of images) await push(digest);
  await push(list, ociIndex);

  await readPending();
  await measureAll();

  const total = images.reduce((sum, { totalSize }) => sum + totalSize - 1020, 1020);
  assert.equal((await findManifest(list)).totalSize, BigInt(total));
});

test("two concurrent readers read a manifest once", async () => {
  const image = imageOf(fake, repository);
  await push(image.digest);
  const before = fake.requests.length;

  await Promise.all([readPending(), readPending()]);

  assert.equal(fake.requests.length - before, 2); // the manifest and its config
});

test("an artifact is stored with its artifact type and its subject", async () => {
  const text = JSON.stringify({
    artifactType: "application/spdx+json",
    config: { mediaType: "application/vnd.oci.empty.v1+json", digest: sha256("{}"), size: 2 },
    layers: [{ mediaType: "text/plain", digest: sha256("a"), size: 40 }],
    subject: { mediaType: ociManifest, digest: sha256("subject"), size: 1 },
  });
  const digest = fake.serve(repository, "manifests", text);
  fake.serve(repository, "blobs", "{}");
  fake.serveSize(repository, sha256("a"), 40);
  await push(digest);

  await readPending();
  await measureAll();

  const found = await findManifest(digest);
  assert.equal(found.artifactType, "application/spdx+json");
  assert.deepEqual([found.subject, found.totalSize], [sha256("subject"), 42n]);
});

test("a schema 1 manifest is not fetched, and that is not an error", async () => {
  await push(sha256("old"), schema1);

  await readPending();

  const found = await findManifest(sha256("old"));
  assert.ok(found.readAt);
  assert.deepEqual([found.readAfter, found.readError], [null, null]);
});

test("a woken reader reads pushed manifests", async () => {
  const reader = startReader();
  const image = imageOf(fake, repository);
  const asked = new Promise<void>((resolve) => {
    const path = `/v2/${repository}/manifests/${image.digest}`;
    const answer = fake.answers.get(path);
    fake.answers.set(path, (req, res) => {
      answer?.(req, res);
      resolve();
    });
  });
  await push(image.digest);

  reader.wake();
  await asked;
  await reader.stop();

  assert.ok((await findManifest(image.digest)).readAt);
});

test("S3: a manifest that is larger than Portus reads is given up at once, and its page says why", async () => {
  const huge = fake.serve(
    repository,
    "manifests",
    JSON.stringify({ filler: "a".repeat(5_000_000) }),
  );
  await push(huge);

  await readPending();

  const { readAfter, readError } = await findManifest(huge);
  assert.equal(readAfter, null);
  assert.match(readError ?? "", /exceeds 4,194,304 bytes/);
});
