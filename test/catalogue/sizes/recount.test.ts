import assert from "node:assert/strict";
import { test } from "node:test";
import { countDue } from "../../../src/catalogue/sizes/count.ts";
import { db, type Namespace } from "../../../src/platform/db/client.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
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
    include: { size: true, namespace: true, manifests: { include: { layers: true } } },
  });
  return repositories.map(({ manifests, ...repository }) => {
    const blobs: Blobs = new Map();
    for (const { digest, size, configDigest, configSize, layers } of manifests) {
      blobs.set(digest, BigInt(size));
      for (const it of layers) blobs.set(it.digest, it.declaredSize ?? 0n);
      if (configDigest) blobs.set(configDigest, configSize ?? 0n);
    }
    return { ...repository, blobs };
  });
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
  const { mediaType, digest, size } = await storeImage(repository, { layers: some });
  if (roll(5) > 0) return;
  const manifests = [{ mediaType, digest, size }];
  await storeManifest(repository, { manifests }, { type: ociIndex });
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

test("stored sizes equal a count of every blob after random pushes and deletions", async () => {
  for (const namespace of [...namespaces, ...namespaces]) await makeRepository({ namespace });

  for (let round = 0; round < 40; round += 1) {
    const steps = Array.from({ length: 1 + roll(4) }, () =>
      oneOf([push, push, push, push, deleteImages, replaceRepository]),
    );
    for (const step of steps) await step();
    await countDue();
    await assertCounted(`after round ${round}: ${steps.map(({ name }) => name).join(", ")}`);
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

  await db.$executeRaw`INSERT INTO registry_blobs (registry_id, digest, repository_id, size)
    SELECT DISTINCT ON (digest) ${namespace?.registryId}::int, digest, 0, 1 FROM manifest_layers WHERE media_type = ''`;

  await countDue();

  const exclusive = await db.repositorySize.aggregate({
    where: { repository: { fullName: { startsWith: "many/" } } },
    _min: { exclusive: true },
    _max: { exclusive: true },
  });
  assert.deepEqual([exclusive._min.exclusive, exclusive._max.exclusive], [21n, 21n]); // its manifest, and twenty layers
});
