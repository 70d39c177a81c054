import assert from "node:assert/strict";
import { test } from "node:test";
import { readPending } from "../../../src/catalogue/images/reader/manifest-reader.ts";
import { db } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { browser, useApp } from "../../support/app.ts";
import { digestOf, type MadeRepository, makeRepository } from "../../support/data/catalogue.ts";
import { ociIndex, ociManifest } from "../../support/data/events.ts";
import { makeNamespace, makeUser, unique } from "../../support/data/factories.ts";
import { emptyType, layer } from "../../support/data/images.ts";
import { recordPush } from "../../support/data/pushes.ts";
import { fakeRegistry, imageOf, sha256 } from "../../support/fakes/registry.ts";

const fake = await fakeRegistry();
const it = browser(await useApp());
const agent = await makeUser({ admin: true });
const namespace = await makeNamespace({ visibility: "public" });
await db.registry.updateMany({ data: { url: fake.url } });
await ensureKeys();

async function push(repository: MadeRepository, digest: string, given: object = {}) {
  const pushed = { mediaType: ociManifest, size: 1, agent, at: new Date().toISOString(), ...given };
  const all = { namespace, repository: repository.fullName, digest, ...pushed };
  await db.$transaction((tx) => recordPush(tx, all));
}

function hold(repository: MadeRepository, manifest: object, mediaType = ociManifest) {
  const text = JSON.stringify({ schemaVersion: 2, mediaType, ...manifest });
  const digest = fake.serve(repository.fullName, "manifests", text, mediaType);
  return { mediaType, digest, size: text.length };
}

async function tagsOnPage(repository: MadeRepository) {
  const { tagsCount } = await db.repository.findUniqueOrThrow({ where: { id: repository.id } });
  const { text } = await it.get(paths.repository(repository));
  return { tagsCount, tags: [...text.matchAll(/<a class="tag"[^>]*>([^<]+)</g)].map(([, t]) => t) };
}

const empty = { mediaType: emptyType, digest: sha256("{}"), size: 2 };
const stem = (digest: string) => digest.replace(":", "-");

test("I2: a tag with the digest of its own manifest is an ordinary tag, read or not", async () => {
  const repository = await makeRepository({ namespace });
  const image = imageOf(fake, repository.fullName);
  const tag = stem(image.digest);
  await push(repository, image.digest, { tag });

  const unread = await tagsOnPage(repository);
  await readPending();

  assert.deepEqual(unread, { tagsCount: 1, tags: [tag] });
  assert.deepEqual(await tagsOnPage(repository), { tagsCount: 1, tags: [tag] });
  const timeline = await it.get(paths.timeline(repository, tag));
  assert.equal(timeline.status, 200);
});

for (const ending of ["", ".sig", ".att", ".sbom"])
  test(`I2: an image under sha256-<a digest>${ending} is an ordinary tag`, async () => {
    const repository = await makeRepository({ namespace });
    const image = imageOf(fake, repository.fullName, { created: unique("x") });
    const tag = `${stem(digestOf("inputs of the build"))}${ending}`;
    await push(repository, image.digest, { tag });
    await readPending();

    assert.deepEqual(await tagsOnPage(repository), { tagsCount: 1, tags: [tag] });
  });

test("I2: a multi-platform image under the digest of something else is an ordinary tag", async () => {
  const repository = await makeRepository({ namespace });
  const [amd, arm] = ["amd64", "arm64"].map((architecture) => ({
    mediaType: ociManifest,
    digest: digestOf(architecture),
    size: 9,
    platform: { os: "linux", architecture },
  }));
  const index = hold(repository, { manifests: [amd, arm] }, ociIndex);
  const tag = stem(digestOf("inputs of the build"));
  await push(repository, index.digest, { tag, mediaType: ociIndex });
  await readPending();

  assert.deepEqual(await tagsOnPage(repository), { tagsCount: 1, tags: [tag] });
});

test("I2: the index of an image's referrers stays hidden, with and without artifact types on its entries", async () => {
  const repository = await makeRepository({ namespace });
  const image = imageOf(fake, repository.fullName);
  const subject = { mediaType: ociManifest, digest: image.digest, size: image.size };
  const type = "application/vnd.cncf.notary.signature";
  const layers = [layer("jws", 9, "application/jose+json")];
  const signature = hold(repository, { artifactType: type, config: empty, layers, subject });
  await push(repository, image.digest, { tag: "1.0" });

  for (const entry of [{ ...signature, artifactType: type }, signature]) {
    const fallback = hold(repository, { manifests: [entry] }, ociIndex);
    await push(repository, fallback.digest, { tag: stem(image.digest), mediaType: ociIndex });
    await readPending();
    await push(repository, signature.digest);
    await readPending();

    assert.deepEqual(await tagsOnPage(repository), { tagsCount: 1, tags: ["1.0"] });
  }
});

test("I2: an empty index of referrers, and an image as a referrer, are hidden too", async () => {
  const repository = await makeRepository({ namespace });
  const image = imageOf(fake, repository.fullName);
  const subject = { mediaType: ociManifest, digest: image.digest, size: image.size };
  await push(repository, image.digest, { tag: "1.0" });
  const tag = stem(image.digest);

  const none = hold(repository, { manifests: [] }, ociIndex);
  await push(repository, none.digest, { tag, mediaType: ociIndex });
  await readPending();
  assert.deepEqual(await tagsOnPage(repository), { tagsCount: 1, tags: ["1.0"] });

  const { config, layers } = JSON.parse(imageText(repository));
  const referrer = hold(repository, { config, layers, subject });
  const list = hold(repository, { manifests: [referrer] }, ociIndex);
  await push(repository, referrer.digest);
  await push(repository, list.digest, { tag, mediaType: ociIndex });
  await readPending();
  assert.deepEqual(await tagsOnPage(repository), { tagsCount: 1, tags: ["1.0"] });
});

/** The text of an image with a configuration that the registry has. */
function imageText(repository: MadeRepository): string {
  const config = '{"os":"linux","architecture":"amd64"}';
  const digest = fake.serve(repository.fullName, "blobs", config);
  const mediaType = "application/vnd.oci.image.config.v1+json";
  return JSON.stringify({
    config: { mediaType, digest, size: config.length },
    layers: [layer("rootfs")],
  });
}
