import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { db, type Namespace } from "../../src/db/client.ts";
import { readPending, startReader } from "../../src/images/read.ts";
import { recordPush } from "../../src/repositories/push.ts";
import { ensureKeys } from "../../src/signing/keys.ts";
import { useDatabase } from "../support/database.ts";
import { dockerList, ociIndex, ociManifest, schema1 } from "../support/events.ts";
import { makeNamespace, makeRegistry, makeUser, unique } from "../support/factories.ts";
import { fakeRegistry, imageOf, indexOf, sha256 } from "../support/fake-registry.ts";

await useDatabase();
const fake = await fakeRegistry();

let namespace: Namespace;
before(async () => {
  await ensureKeys();
  await makeRegistry({ url: fake.url });
  namespace = await makeNamespace({ name: "web" });
});

let repository: string;
beforeEach(async () => {
  await db.repository.deleteMany();
  repository = `web/${unique("app")}`;
});

async function pushed(digest: string, mediaType = ociManifest): Promise<void> {
  const agent = await makeUser();
  const at = new Date().toISOString();
  await db.$transaction((tx) =>
    recordPush(tx, {
      namespace,
      repository,
      digest,
      mediaType,
      size: 1,
      tag: unique("tag"),
      agent,
      at,
    }),
  );
}

const manifest = (digest: string) =>
  db.manifest.findFirstOrThrow({
    where: { digest, repository: { fullName: repository } },
    include: { layers: { orderBy: { position: "asc" } }, children: true },
  });
const makeDue = () => db.manifest.updateMany({ data: { readAfter: new Date(0) } });

test("what was pushed is read: sizes, platform, layers with their history, and the manifest itself", async () => {
  const image = imageOf(fake, repository);
  await pushed(image.digest);

  const count = await readPending();

  const found = await manifest(image.digest);
  assert.equal(count, 1);
  assert.equal(found.totalSize, BigInt(image.totalSize));
  assert.equal(found.platform, "linux/arm64/v8");
  assert.deepEqual(found.builtAt, new Date("2026-01-02T03:04:05.678Z"));
  assert.equal(found.configDigest, image.configDigest);
  assert.deepEqual(
    found.layers.map(({ createdBy, size }) => [createdBy, size]),
    [
      ["ADD rootfs", 1000n],
      ["COPY app /app", 20n],
    ],
  );
  assert.equal(sha256(Buffer.from(found.payload ?? [])), image.digest);
  assert.deepEqual([found.readAfter, found.readError], [null, null]);
});

for (const type of [ociIndex, dockerList])
  test(`EVT-042: an index (${type}) weighs what its children do, whichever is read first`, async () => {
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
    await pushed(list, type);
    await readPending();
    const alone = await manifest(list);

    await pushed(amd.digest);
    await pushed(arm.digest);
    await readPending();

    const found = await manifest(list);
    assert.equal(alone.totalSize, null);
    assert.equal(found.totalSize, BigInt(amd.totalSize + arm.totalSize));
    assert.deepEqual(
      found.children.map(({ platform }) => platform),
      ["linux/amd64", "linux/arm64"],
    );
  });

test("an index and its children that are read side by side add up", async () => {
  const images = ["amd64", "arm64", "s390x"].map((architecture) =>
    imageOf(fake, repository, { architecture }),
  );
  const list = indexOf(
    fake,
    repository,
    images.map(({ digest, size }) => ({ mediaType: ociManifest, digest, size })),
  );
  for (const { digest } of images) await pushed(digest);
  await pushed(list, ociIndex);

  await readPending();

  const total = images.reduce((sum, { totalSize }) => sum + totalSize, 0);
  assert.equal((await manifest(list)).totalSize, BigInt(total));
});

test("a manifest is read once by two readers at once", async () => {
  const image = imageOf(fake, repository);
  await pushed(image.digest);
  const before = fake.asked.length;

  await Promise.all([readPending(), readPending()]);

  assert.equal(fake.asked.length - before, 2); // the manifest and its config
});

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

  assert.ok(waiting.readAfter);
  assert.match(waiting.readError ?? "", /answered 500/);
  assert.equal((await manifest(image.digest)).totalSize, BigInt(image.totalSize));
});

test("an image whose configuration is gone is known without it", async () => {
  const image = imageOf(fake, repository);
  fake.answers.delete(`/v2/${repository}/blobs/${image.configDigest}`);
  await pushed(image.digest);

  await readPending();

  const { totalSize, platform, layers } = await manifest(image.digest);
  assert.deepEqual([totalSize, platform, layers.length], [BigInt(image.totalSize), null, 2]);
});

test("an artifact that is no image is known by its type", async () => {
  const text = JSON.stringify({
    artifactType: "application/spdx+json",
    config: { mediaType: "application/vnd.oci.empty.v1+json", digest: sha256("{}"), size: 2 },
    layers: [{ mediaType: "text/plain", digest: sha256("a"), size: 40 }],
    subject: { mediaType: ociManifest, digest: sha256("subject"), size: 1 },
  });
  const digest = fake.hold(repository, "manifests", text);
  await pushed(digest);

  await readPending();

  const found = await manifest(digest);
  assert.equal(found.artifactType, "application/spdx+json");
  assert.deepEqual([found.subject, found.totalSize], [sha256("subject"), 42n]);
});

test("schema 1 is left unread, and no error", async () => {
  await pushed(sha256("old"), schema1);

  await readPending();

  const found = await manifest(sha256("old"));
  assert.ok(found.readAt);
  assert.deepEqual([found.readAfter, found.readError], [null, null]);
});

test("bytes that are no manifest are given up at once", async () => {
  const digest = fake.hold(repository, "manifests", "[1,2,3]");
  await pushed(digest);

  await readPending();

  const found = await manifest(digest);
  assert.equal(found.readAfter, null);
  assert.match(found.readError ?? "", /not a manifest/);
});

test("what Postgres can't hold in a configuration is replaced", async () => {
  const hostile = {
    history: [{ created_by: "RUN \0 \ud800" }],
    config: { Labels: { "a\0": "\0" } },
  };
  const image = imageOf(fake, repository, hostile);
  await pushed(image.digest);

  await readPending();

  const found = await manifest(image.digest);
  assert.equal(found.layers[0]?.createdBy, "RUN \ufffd \ufffd");
  assert.equal(found.readError, null);
});

test("a reader reads what was pushed when it is woken", async () => {
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
  await pushed(image.digest);

  reader.wake();
  await asked;
  await reader.stop();

  assert.ok((await manifest(image.digest)).readAt);
});
