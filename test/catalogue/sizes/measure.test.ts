import assert from "node:assert/strict";
import { test } from "node:test";
import { readPending } from "../../../src/catalogue/images/reader/manifest-reader.ts";
import { countDue } from "../../../src/catalogue/sizes/count.ts";
import { measureDue } from "../../../src/catalogue/sizes/measure.ts";
import { db } from "../../../src/platform/db/client.ts";
import { measureAll } from "../../support/data/blobs.ts";
import { makeTag } from "../../support/data/catalogue.ts";
import { ociIndex, ociManifest } from "../../support/data/events.ts";
import { unique } from "../../support/data/factories.ts";
import { emptyType, layerType } from "../../support/data/images.ts";
import { sha256 } from "../../support/fakes/registry.ts";
import { fake, findManifest, push, repository } from "../images/reader/pushed-manifests.ts";

// Sizes are what the registry stores, whatever manifests declare.

const config = { mediaType: emptyType, digest: sha256("{}"), size: 2 };
const described = (text: string, size: unknown = 1000, more: object = {}) => ({
  mediaType: layerType,
  digest: sha256(text),
  size,
  ...more,
});

/** Pushes an image with these layers. The registry stores `stored` bytes of each; null: it lacks them. */
async function image(
  layers: { digest: string }[],
  stored: number | null = 1000,
  more: object = {},
) {
  fake.serve(repository, "blobs", "{}");
  for (const { digest } of layers) if (stored !== null) fake.serveSize(repository, digest, stored);
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: ociManifest,
    config,
    layers,
    ...more,
  });
  const digest = fake.serve(repository, "manifests", text);
  await push(digest);
  return { mediaType: ociManifest, digest, size: text.length };
}

async function index(manifests: object[]) {
  const text = JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests });
  const digest = fake.serve(repository, "manifests", text, ociIndex);
  await push(digest, ociIndex);
  return { mediaType: ociIndex, digest, size: text.length };
}

async function settle(): Promise<void> {
  while ((await readPending()) > 0);
  await measureAll();
  while ((await countDue()) > 0);
}

const stored = () =>
  db.repositorySize.findFirstOrThrow({ where: { repository: { fullName: repository } } });
const manifestBytes = async () =>
  (await db.manifest.findMany({ where: { repository: { fullName: repository } } })).reduce(
    (sum, { size }) => sum + BigInt(size),
    0n,
  );

for (const declared of [1, 0, -3_000_000, 2 ** 53 - 1, 2 ** 60, 1.5, "3000000", null])
  test(`I1: a layer declared as ${JSON.stringify(declared)} bytes counts as what is stored`, async () => {
    const { digest } = await image([described(unique("layer"), declared)], 3_000_000);

    await settle();

    assert.equal((await findManifest(digest)).totalSize, 3_000_002n);
    assert.equal((await stored()).stored, 3_000_002n + (await manifestBytes()));
  });

test("I1: layers after the first thousand count", async () => {
  const layers = Array.from({ length: 1001 }, (_, at) => described(`tiny ${at}`, 1));
  const { digest } = await image(layers, 1);
  fake.serveSize(repository, layers.at(-1)?.digest ?? "", 3_000_000);

  await settle();

  assert.equal((await findManifest(digest)).totalSize, 3_001_002n);
});

test("I1: a deeply nested manifest is read, and its layers count", async () => {
  const deep = JSON.parse(`${"[".repeat(60)}${"]".repeat(60)}`);
  const { digest } = await image([described(unique("layer"), 1)], 5000, { "org.example": deep });

  await settle();

  assert.equal((await findManifest(digest)).totalSize, 5002n);
});

test("I1: a blob that the registry does not have has an unknown size and takes no space", async () => {
  const foreign = described(unique("foreign"), 7, { urls: ["https://example.org/layer"] });
  const { digest } = await image([foreign], null);

  await settle();

  assert.equal((await findManifest(digest)).totalSize, null);
  const { stored: bytes, unknown } = await stored();
  assert.deepEqual([bytes, unknown], [2n + (await manifestBytes()), 0]);

  fake.serveSize(repository, foreign.digest, 4000);
  await db.registryBlob.updateMany({ data: { checkAfter: new Date(0) }, where: { missing: true } });
  await settle();
  assert.equal((await findManifest(digest)).totalSize, 4002n);
});

test("I1: until the registry answers, a size is unknown and the declared one counts for quotas", async () => {
  const { digest } = await image([described(unique("layer"), 9000)], null);
  fake.answers.set(`/v2/${repository}/blobs/*`, (_req, res) => res.writeHead(503).end());

  await settle();

  assert.equal((await findManifest(digest)).totalSize, null);
  const { unknown, declared } = await stored();
  assert.deepEqual([unknown, declared], [1, 9000n]);
  fake.answers.delete(`/v2/${repository}/blobs/*`);
});

test("I1: the size of an image is a lower bound until the registry answers", async () => {
  const layer = described(unique("layer"), 9000);
  const { digest, size } = await image([layer], null);
  fake.answers.set(`/v2/${repository}/blobs/${layer.digest}`, (_req, res) =>
    res.writeHead(503).end(),
  );
  const { id } = await findManifest(digest);
  await makeTag(await findManifest(digest), unique("tag"));
  const counted = async () => {
    await settle();
    const { stored, exclusive, unknown } = await db.imageSize.findUniqueOrThrow({
      where: { manifestId: id },
    });
    return [stored, exclusive, unknown];
  };
  assert.deepEqual(await counted(), [BigInt(size + 2), BigInt(size + 2), 1]);

  fake.answers.delete(`/v2/${repository}/blobs/${layer.digest}`);
  fake.serveSize(repository, layer.digest, 7000);
  await db.registryBlob.updateMany({
    where: { digest: layer.digest },
    data: { checkAfter: new Date() },
  });

  assert.deepEqual(await counted(), [BigInt(size + 7002), BigInt(size + 7002), 0]);
});

test("I1: a push on a known base image asks only for its own blobs", async () => {
  const base = described(unique("base"));
  await image([base]);
  await settle();
  const before = fake.requests.length;

  await image([base, described(unique("own"))]);
  await settle();

  const heads = fake.requests.slice(before).filter(({ method }) => method === "HEAD");
  assert.equal(heads.length, 1);
});

test("I1: a registry that refuses HEAD is asked for one byte", async () => {
  const layer = described(unique("layer"), 1);
  const { digest } = await image([layer], null);
  fake.answers.set(`/v2/${repository}/blobs/${layer.digest}`, (req, res) => {
    if (req.method === "HEAD") return res.writeHead(405).end();
    assert.equal(req.headers.range, "bytes=0-0");
    res.writeHead(206, { "content-range": "bytes 0-0/123456" }).end("x");
  });

  await settle();

  assert.equal((await findManifest(digest)).totalSize, 123_458n);
});

test("I1: an unreachable registry is asked again later, not at once", async () => {
  const layer = described(unique("layer"), 1);
  await image([layer], null);
  fake.answers.set(`/v2/${repository}/blobs/${layer.digest}`, (req) => req.socket.destroy());
  while ((await readPending()) > 0);

  assert.equal(await measureDue(), 0);

  const blob = await db.registryBlob.findFirstOrThrow({ where: { digest: layer.digest } });
  assert.ok(blob.checkAfter && blob.checkAfter > new Date());
  assert.match(blob.error ?? "", /can't be reached/);
});

test("I3: the size of an image reaches all indexes above it once it is known", async () => {
  const layer = described(unique("layer"));
  const child = await image([layer], null);
  let outer = await index([child]);
  for (let level = 0; level < 4; level += 1) outer = await index([outer]);
  await settle();
  assert.equal((await findManifest(outer.digest)).totalSize, null);

  fake.serveSize(repository, layer.digest, 1000);
  await db.registryBlob.updateMany({ data: { checkAfter: new Date(0) }, where: { missing: true } });
  await settle();

  assert.equal((await findManifest(outer.digest)).totalSize, 1002n);
});

test("I3: an index that is read before its contents waits for all of them", async () => {
  const [one, two] = [unique("one"), unique("two")];
  const parts = [await image([described(one)]), await image([described(two)])];
  const inner = await index(parts);
  const outer = await index([inner]);
  await db.manifest.updateMany({
    data: { readAfter: null },
    where: { digest: { in: parts.map(({ digest }) => digest) } },
  });
  await settle();
  assert.equal((await findManifest(outer.digest)).totalSize, null);

  for (const { digest } of parts) {
    assert.equal((await findManifest(outer.digest)).totalSize, null);
    await db.manifest.updateMany({ data: { readAfter: new Date(0) }, where: { digest } });
    await settle();
  }
  assert.equal((await findManifest(outer.digest)).totalSize, 2002n);
});

test("I3: thirty indexes that each list all earlier ones get a size", async () => {
  const all = [await image([described(unique("layer"))])];
  for (let n = 0; n < 30; n += 1) all.push(await index(all.toReversed()));

  await settle();

  const totals = await Promise.all(
    all.map(async ({ digest }) => (await findManifest(digest)).totalSize),
  );
  assert.ok(totals.every((total) => total === 1002n));
});

test("I11: a blob counts once, even if an image, two platforms or an index list it twice", async () => {
  const shared = described(unique("shared"));
  const twice = await image([shared, shared]);
  const other = await image([shared, described(unique("own"))]);
  const both = await index([twice, other, twice]);

  await settle();

  assert.equal((await findManifest(twice.digest)).totalSize, 1002n);
  assert.equal((await findManifest(both.digest)).totalSize, 2002n);
  assert.equal((await stored()).stored, 2002n + (await manifestBytes()));
});

test("I11: the size of a build cache is that of the layers in its index", async () => {
  const layer = described(unique("cache"), 1);
  fake.serveSize(repository, layer.digest, 5000);
  const cache = await index([
    layer,
    { ...layer, mediaType: "application/vnd.buildkit.cacheconfig.v0" },
  ]);

  await settle();

  assert.equal((await findManifest(cache.digest)).totalSize, 5000n);
});
