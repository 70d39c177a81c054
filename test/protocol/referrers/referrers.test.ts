import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf, makeRepository } from "../../support/data/catalogue.ts";
import { ociIndex } from "../../support/data/events.ts";
import { makeNamespace, makeRegistry } from "../../support/data/factories.ts";
import {
  imageConfigType,
  storeImage,
  storeManifest,
  storeReferrer,
} from "../../support/data/images.ts";
import {
  ask,
  image,
  namespace,
  referrersOf,
  repository,
  sbom,
  sbomType,
  signature,
  signatureType,
  tokenFor,
} from "./referrers-app.ts";

// OCI distribution spec, "Listing Referrers".

test("the referrers of a manifest are an image index with their types, sizes and annotations", async () => {
  const { status, headers, body } = await ask(referrersOf(image.digest));

  assert.equal(status, 200);
  assert.equal(headers.get("content-type"), ociIndex);
  assert.equal(headers.get("oci-filters-applied"), null);
  assert.deepEqual([body.schemaVersion, body.mediaType], [2, ociIndex]);
  const { mediaType, digest, size } = sbom;
  const annotations = { "org.example.made": "by hand" };
  assert.deepEqual(
    body.manifests.find((it: { digest: string }) => it.digest === digest),
    { mediaType, digest, size, artifactType: sbomType, annotations },
  );
  assert.equal(body.manifests.length, 2);
});

test("artifactType narrows the index, and the answer says that it did", async () => {
  const narrowed = await ask(
    `${referrersOf(image.digest)}?artifactType=${encodeURIComponent(signatureType)}`,
  );
  const none = await ask(`${referrersOf(image.digest)}?artifactType=application/none`);

  assert.equal(narrowed.headers.get("oci-filters-applied"), "artifactType");
  assert.deepEqual(digests(narrowed.body), [signature.digest]);
  assert.equal(none.headers.get("oci-filters-applied"), "artifactType");
  assert.deepEqual(none.body.manifests, []);
});

test("a subject without referrers, an unknown subject and an unknown repository have an empty index, never a 404", async () => {
  for (const [path, token] of [
    [referrersOf(sbom.digest), undefined],
    [referrersOf(digestOf("unknown")), undefined],
    [referrersOf(image.digest, "web/unknown"), tokenFor("web/unknown")],
  ] as const) {
    const { status, headers, body } = await ask(path, token);
    assert.deepEqual([status, headers.get("content-type")], [200, ociIndex]);
    assert.deepEqual(body.manifests, []);
  }
});

for (const digest of [
  "sha256:short",
  "latest",
  `sha256:${"g".repeat(64)}`,
  `md5:${"a".repeat(32)}`,
])
  test(`"${digest.slice(0, 20)}" is not a valid digest: 400`, async () => {
    const { status, body } = await ask(referrersOf(digest));

    assert.deepEqual([status, body.errors[0].code], [400, "DIGEST_INVALID"]);
  });

test("a NUL in artifactType is ignored", async () => {
  const { status, headers, body } = await ask(`${referrersOf(image.digest)}?artifactType=%00`);

  assert.deepEqual([status, headers.get("oci-filters-applied")], [200, null]);
  assert.equal(body.manifests.length, 2);
});

test("an error is JSON in the registry's format, not a page", async () => {
  const { status, body } = await ask(referrersOf("%zz"));

  assert.deepEqual([status, body.errors[0].code], [400, "UNSUPPORTED"]);
});

test("an image with a subject is listed with the type of its config", async () => {
  const subject = { mediaType: image.mediaType, digest: digestOf("subject"), size: 1 };
  const configuration = { mediaType: imageConfigType, digest: digestOf("c"), size: 2 };
  await storeManifest(repository, { config: configuration, layers: [], subject });

  const { body } = await ask(referrersOf(subject.digest));

  assert.equal(body.manifests[0].artifactType, imageConfigType);
});

test("entries under the referrers tag are listed too, without repetitions", async () => {
  const other = await storeImage(repository);
  const known = await storeReferrer(repository, other, sbomType);
  const unknown = { mediaType: other.mediaType, digest: digestOf("elsewhere"), size: 77 };
  const listed = [
    { mediaType: known.mediaType, digest: known.digest, size: known.size, artifactType: sbomType },
    { ...unknown, artifactType: "application/vnd.example", annotations: { a: "b" } },
  ];
  const tag = other.digest.replace(":", "-");
  await storeManifest(repository, { manifests: listed }, { type: ociIndex, tag });

  const { body } = await ask(referrersOf(other.digest));

  assert.deepEqual(digests(body), [known.digest, unknown.digest].sort());
  const found = body.manifests.find((it: { digest: string }) => it.digest === unknown.digest);
  assert.deepEqual(found, listed[1]);
});

test("a repository lists only its own referrers in its own registry", async () => {
  const twin = await makeRepository({ namespace, name: "twin" });
  const elsewhere = await makeRegistry({ hostname: "other.test.lan:5000" });
  const there = await makeNamespace({ name: "web", registryId: elsewhere.id });
  const namesake = await makeRepository({ namespace: there, name: repository.name });
  await storeReferrer(twin, image, sbomType);
  await storeReferrer(namesake, image, sbomType);

  const { body } = await ask(referrersOf(image.digest));

  assert.deepEqual(digests(body), [sbom.digest, signature.digest].sort());
});

function digests(body: { manifests: { digest: string }[] }): string[] {
  return body.manifests.map(({ digest }) => digest);
}
