import assert from "node:assert/strict";
import { test } from "node:test";
import { countDue } from "../../../src/catalogue/sizes/count.ts";
import {
  db,
  type Manifest,
  type ManifestLayer,
  type Namespace,
} from "../../../src/platform/db/client.ts";
import { makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { ociIndex } from "../../support/data/events.ts";
import { makeNamespace, makeRegistry, unique } from "../../support/data/factories.ts";
import { layer, storeImage, storeManifest } from "../../support/data/images.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();
const namespaces: Namespace[] = [];
for (const hostname of ["one.test.lan", "two.test.lan"]) {
  const { id: registryId } = await makeRegistry({ hostname });
  for (const name of ["a", "b", "c"])
    namespaces.push(await makeNamespace({ registryId, name: unique(name), quota: 2000n }));
}

type Blobs = Map<string, bigint>;
const sum = (blobs: Iterable<[string, bigint]>) =>
  [...blobs].reduce((all, [, size]) => all + size, 0n);

/** The repositories with their blobs, collected one by one. */
async function repositoriesWithBlobs() {
  const repositories = await db.repository.findMany({
    include: {
      size: true,
      namespace: true,
      manifests: { include: { layers: true, children: true, tags: true } },
    },
  });
  return repositories.map((repository) => {
    const manifests = repository.manifests.map((it) => ({ ...it, blobs: blobsOf(it) }));
    const blobs: Blobs = new Map(manifests.flatMap((it) => [...it.blobs]));
    return { ...repository, manifests, blobs };
  });
}

type Loaded = Awaited<ReturnType<typeof repositoriesWithBlobs>>[number];

function blobsOf(manifest: Manifest & { layers: ManifestLayer[] }): Blobs {
  const { digest, size, configDigest, configSize, layers } = manifest;
  const blobs: Blobs = new Map([[digest, BigInt(size)]]);
  for (const it of layers) blobs.set(it.digest, it.declaredSize ?? 0n);
  if (configDigest) blobs.set(configDigest, configSize ?? 0n);
  return blobs;
}

/** The tagged manifests of a repository, each with its parts, and the other manifests one by one. */
function imagesOf({ manifests }: Loaded) {
  const parts = new Map(manifests.map((it) => [it.digest, it]));
  const tagged = manifests.filter(({ tags }) => tags.length > 0);
  const images = tagged.map((image) => {
    const all = new Set([image]);
    for (const { children } of all)
      for (const { digest } of children) all.add(parts.get(digest) ?? image);
    return { id: image.id, all, blobs: new Map([...all].flatMap((it) => [...it.blobs])) };
  });
  const used = new Set(images.flatMap(({ all }) => [...all]));
  return { images, loose: manifests.filter((it) => !used.has(it)) };
}

/** The stored bytes of some repositories, and those that no other one uses. */
function storedAndExclusive(mine: { blobs: Blobs }[], others: { blobs: Blobs }[]) {
  const blobs: Blobs = new Map(mine.flatMap((it) => [...it.blobs]));
  const exclusive = [...blobs].filter(([digest]) => !others.some((it) => it.blobs.has(digest)));
  return [sum(blobs), sum(exclusive)];
}

async function assertCounted(after: string): Promise<void> {
  const all = await repositoriesWithBlobs();
  for (const one of all) {
    const { fullName, size, namespace } = one;
    const others = all.filter(
      (it) => it !== one && it.namespace.registryId === namespace.registryId,
    );
    assert.deepEqual(
      [size?.stored ?? 0n, size?.exclusive ?? 0n],
      storedAndExclusive([one], others),
      `${fullName} ${after}`,
    );
    await assertImagesCounted(one, others, after);
  }
  for (const { id, name, registryId, size, quota, overQuota } of await db.namespace.findMany({
    include: { size: true },
  })) {
    const there = all.filter(({ namespace }) => namespace.registryId === registryId);
    const [stored, exclusive] = storedAndExclusive(
      there.filter(({ namespaceId }) => namespaceId === id),
      there.filter(({ namespaceId }) => namespaceId !== id),
    );
    assert.deepEqual(
      [size?.stored ?? 0n, size?.exclusive ?? 0n],
      [stored, exclusive],
      `${name} ${after}`,
    );
    assert.equal(overQuota, Number(stored) > Number(quota), `the quota of ${name} ${after}`);
  }
}

async function assertImagesCounted(one: Loaded, others: Loaded[], after: string): Promise<void> {
  const { images, loose } = imagesOf(one);
  const counted = await db.imageSize.findMany({
    where: { repositoryId: one.id },
    orderBy: { manifestId: "asc" },
  });
  const expected = images.map((image) => [
    image.id,
    ...storedAndExclusive([image], [...images.filter((it) => it !== image), ...loose, ...others]),
  ]);
  assert.deepEqual(
    counted.map(({ manifestId, stored, exclusive }) => [manifestId, stored, exclusive]),
    expected.toSorted(([a], [b]) => Number(a) - Number(b)),
    `the images of ${one.fullName} ${after}`,
  );
  const largest = Math.max(0, ...counted.map(({ stored }) => Number(stored)));
  const stored = Number(one.size?.largestImage ?? 0n);
  assert.equal(stored, largest, `the largest of ${one.fullName} ${after}`);
}

/** Pseudo-random numbers, the same in each run. */
function dice(seed: number) {
  let state = seed;
  return (below: number) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

const roll = dice(44);
const oneOf = <T>(all: readonly T[]): T => all[roll(all.length)] as T; // roll(n) is below n
const layers = Array.from({ length: 10 }, (_, at) => layer(`layer ${at}`, 100 + at * 37));

async function push(): Promise<void> {
  const repository = oneOf(await db.repository.findMany({ orderBy: { id: "asc" } }));
  const some = layers.filter(() => roll(6) === 0);
  const { mediaType, digest, size } = await storeImage(repository, { layers: some, ...tag() });
  if (roll(5) > 0) return;
  const manifests = [{ mediaType, digest, size }];
  await storeManifest(repository, { manifests }, { type: ociIndex, ...tag() });
}

const tag = () => (roll(2) === 0 ? { tag: unique("tag") } : {});

async function moveTag(): Promise<void> {
  const tags = await db.tag.findMany({ orderBy: { id: "asc" } });
  if (tags.length === 0) return;
  const { id, repositoryId } = oneOf(tags);
  const images = await db.manifest.findMany({ where: { repositoryId }, orderBy: { id: "asc" } });
  await db.tag.update({ where: { id }, data: { manifestId: oneOf(images).id } });
}

async function addTag(): Promise<void> {
  const images = await db.manifest.findMany({ orderBy: { id: "asc" } });
  if (images.length > 0) await makeTag(oneOf(images), unique("tag"));
}

async function deleteTags(): Promise<void> {
  const tags = await db.tag.findMany({ orderBy: { id: "asc" } });
  const ids = tags.map(({ id }) => id).filter(() => roll(4) === 0);
  await db.tag.deleteMany({ where: { id: { in: ids } } });
}

async function deleteImages(): Promise<void> {
  const ids = (await db.manifest.findMany({ select: { id: true }, orderBy: { id: "asc" } }))
    .map(({ id }) => id)
    .filter(() => roll(4) === 0);
  await db.manifest.deleteMany({ where: { id: { in: ids } } });
}

async function replaceRepository(): Promise<void> {
  const { id } = oneOf(await db.repository.findMany({ orderBy: { id: "asc" } }));
  await db.repository.delete({ where: { id } });
  await makeRepository({ namespace: oneOf(namespaces) });
}

const steps = [
  push,
  push,
  push,
  push,
  moveTag,
  moveTag,
  addTag,
  deleteTags,
  deleteImages,
  replaceRepository,
];

test("stored sizes equal a count of every blob after random pushes, retags and deletions", async () => {
  for (const namespace of [...namespaces, ...namespaces]) await makeRepository({ namespace });

  for (let round = 0; round < 40; round += 1) {
    const taken = Array.from({ length: 1 + roll(4) }, () => oneOf(steps));
    for (const step of taken) await step();
    await countDue();
    await assertCounted(`after round ${round}: ${taken.map(({ name }) => name).join(", ")}`);
  }
});

test("hundreds of repositories that share layers are counted quickly without table statistics", async () => {
  const [namespace] = namespaces;
  await db.$executeRaw`INSERT INTO repositories (namespace_id, name, full_name, updated_at)
    SELECT ${namespace?.id}, 'many' || n, 'many/' || n, now() FROM generate_series(1, 600) AS n`;
  await db.$executeRaw`INSERT INTO manifests (repository_id, digest, media_type, size, pushed_at)
    SELECT id, 'sha256:' || id, '', 1, now() FROM repositories WHERE full_name LIKE 'many/%'`;
  await db.$executeRaw`INSERT INTO manifest_layers (manifest_id, position, digest, size, media_type)
    SELECT manifests.id, n, CASE WHEN n < 10 THEN 'base' || n ELSE manifests.id || '/' || n END, 1, ''
    FROM manifests, generate_series(0, 29) AS n WHERE media_type = ''`;
  await db.$executeRaw`INSERT INTO tags (repository_id, manifest_id, name, author_name, pushed_by, pushed_at, applied_at, updated_at)
    SELECT repository_id, id, '1.0', '', '', now(), now(), now() FROM manifests WHERE media_type = ''`;

  await db.$executeRaw`INSERT INTO registry_blobs (registry_id, digest, repository_id, size)
    SELECT DISTINCT ON (digest) ${namespace?.registryId}::int, digest, 0, 1 FROM manifest_layers WHERE media_type = ''`;

  await countDue();

  const many = await db.repository.findMany({ where: { fullName: { startsWith: "many/" } } });
  const where = { repositoryId: { in: many.map(({ id }) => id) } };
  const exclusive = [
    ...(await db.repositorySize.findMany({ where })),
    ...(await db.imageSize.findMany({ where })),
  ].map((one) => one.exclusive);
  assert.deepEqual(exclusive, Array(1200).fill(21n)); // of each its manifest, and twenty layers
});
