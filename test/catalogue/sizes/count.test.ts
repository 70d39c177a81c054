import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { countDue } from "../../../src/catalogue/sizes/count.ts";
import { largestImages, largestRepositories } from "../../../src/catalogue/sizes/largest.ts";
import { db, type Namespace } from "../../../src/platform/db/client.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { ociIndex } from "../../support/data/events.ts";
import {
  actorOf,
  makeNamespace,
  makeRegistry,
  makeUser,
  unique,
} from "../../support/data/factories.ts";
import { layer, storeImage, storeManifest } from "../../support/data/images.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

let here: Namespace;
let there: Namespace;

beforeEach(async () => {
  await db.registry.deleteMany();
  await makeRegistry();
  here = await makeNamespace({ name: unique("a") });
  there = await makeNamespace({ name: unique("b") });
});

const count = async () => {
  while ((await countDue()) > 0);
};

test("deleting an image frees what no other image, part or repository uses", async () => {
  const repository = await makeRepository({ namespace: here });
  const base = layer("base", 5000);
  const borrowed = layer("borrowed", 300);
  const first = await storeImage(repository, {
    tag: "1",
    layers: [base, layer("mine", 700), borrowed],
  });
  await storeImage(repository, { tag: "2", layers: [base, layer("yours", 40)] });
  await storeImage(await makeRepository({ namespace: there }), { layers: [borrowed] });
  const part = await storeImage(repository, { layers: [layer("part", 90)] });
  const { mediaType, digest, size } = part;
  await storeManifest(
    repository,
    { manifests: [{ mediaType, digest, size }] },
    { type: ociIndex, tag: "3" },
  );
  await count();

  const { rows: images } = await largestImages(repository.id);

  const of = (tag: string) => images.find((it) => it.tags.includes(tag));
  assert.equal(of("1")?.exclusive, 700n + 100n + BigInt(first.size)); // its layer, configuration and manifest
  assert.equal(of("1")?.stored, 6000n + 100n + BigInt(first.size));
  const index = await db.manifest.findFirstOrThrow({ where: { tags: { some: { name: "3" } } } });
  assert.equal(of("3")?.exclusive, 90n + 100n + BigInt(part.size) + BigInt(index.size));
});

test("an image that lost its tags since the last count is not listed", async () => {
  const repository = await makeRepository({ namespace: here });
  await storeImage(repository, { tag: "1" });
  const { id } = await storeImage(repository, { tag: "2" });
  await count();

  await db.tag.deleteMany({ where: { manifestId: id } });

  const { rows } = await largestImages(repository.id);
  assert.deepEqual(
    rows.map(({ tags }) => tags),
    [["1"]],
  );
});

test("huge declared sizes do not overflow the sum", async () => {
  const repository = await makeRepository({ namespace: here });
  const most = Number.MAX_SAFE_INTEGER;
  for (let at = 0; at < 3; at += 1)
    await storeImage(repository, {
      layers: Array.from({ length: 600 }, (_, n) => layer(`${at}/${n}`, most)),
    });
  await count();

  const { stored } = await db.repositorySize.findUniqueOrThrow({
    where: { repositoryId: repository.id },
  });
  assert.equal(stored, 9223372036854775807n);
});

test("unread manifests are reported as missing from the sum", async () => {
  const repository = await makeRepository({ namespace: here });
  const { id } = await storeImage(repository);
  await db.manifest.update({ where: { id }, data: { readAt: null } });
  await count();

  const { unread } = await db.repositorySize.findUniqueOrThrow({
    where: { repositoryId: repository.id },
  });
  assert.equal(unread, 1);
});

test("the largest repositories of a namespace are listed for people who may see them", async () => {
  await db.namespace.update({ where: { id: here.id }, data: { visibility: "public" } });
  const shown = { namespace: here, name: "shown" };
  await storeImage(await makeRepository(shown), { tag: "1.0" });
  await storeImage(await makeRepository({ ...shown, name: "hidden", visibility: "private" }), {});
  await count();
  const countFor = async (admin: boolean) =>
    (await largestRepositories(here.id, actorOf(await makeUser({ admin })))).rows.length;

  assert.equal(await countFor(true), 2);
  assert.equal(await countFor(false), 1);
});
