import assert from "node:assert/strict";
import { test } from "node:test";
import { platformSizes } from "../../../src/catalogue/images/page/platforms.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { digestOf } from "../../support/data/catalogue.ts";
import { dockerManifest, ociIndex, ociManifest } from "../../support/data/events.ts";
import { layer, storeImage, storeManifest, storeReferrer } from "../../support/data/images.ts";
import { it, page, repository } from "./image-page.ts";

test("EVT-042: an index shows its platforms with their sizes, and counts attestations apart", async () => {
  const amd = await storeImage(repository, { layers: [layer("amd", 2_000_000)] });
  const attestation = await storeManifest(repository, { layers: [layer("proof", 70)] });
  const index = await storeManifest(
    repository,
    {
      manifests: [
        { ...described(amd), platform: { os: "linux", architecture: "amd64" } },
        {
          mediaType: amd.mediaType,
          digest: digestOf("not here"),
          size: 9,
          platform: { os: "linux", architecture: "arm64", variant: "v8" },
        },
        {
          ...described(attestation),
          platform: { os: "unknown", architecture: "unknown" },
          annotations: {
            "vnd.docker.reference.type": "attestation-manifest",
            "vnd.docker.reference.digest": amd.digest,
          },
        },
      ],
    },
    { type: ociIndex, tag: "multi" },
  );

  const [text, child] = [await page("multi"), await page(amd.digest)];

  assert.match(text, /Multi-platform image/);
  assert.match(text, /2 platforms/);
  assert.match(text, /with 1 attestation/);
  for (const shown of ["linux/amd64", "linux/arm64/v8", "2.0 MB"]) assert.ok(text.includes(shown));
  assert.ok(!text.replace(/<pre[\s\S]*?<\/pre>/g, "").includes("unknown/unknown"));
  assert.ok(child.includes(paths.image(repository, index.digest)), "the child names its index");
  assert.match(child, /Attestation/);
});

test("the heading of a large index counts the platforms and attestations that its page does not list", async () => {
  const entry = (n: number) => ({
    mediaType: ociManifest,
    digest: digestOf(`entry ${n}`),
    size: 1,
    platform: { os: "linux", architecture: n === 1_199 ? "arch0" : `arch${n}` },
  });
  const attestation = {
    ...entry(1_200),
    annotations: { "vnd.docker.reference.digest": digestOf("entry 0") },
  };
  const manifests = [...Array.from({ length: 1_200 }, (_, n) => entry(n)), attestation];
  await storeManifest(repository, { manifests }, { type: ociIndex, tag: "wide" });

  const text = await page("wide");

  assert.match(text, /1,199 platforms</, "one is listed twice");
  assert.match(text, /with 1 attestation</);
  assert.match(text, /Showing the first 1,000 of 1,201 entries/);
});

test("signatures and SBOMs are shown under their image, by subject and by tag, each once", async () => {
  const image = await storeImage(repository, { tag: "signed" });
  const signature = await storeReferrer(
    repository,
    image,
    "application/vnd.dev.sigstore.bundle.v0.3+json",
  );
  const sbom = await storeReferrer(repository, image, "application/spdx+json");
  const stem = image.digest.replace(":", "-");
  const fallback = { manifests: [described(signature), described(sbom)] };
  await storeManifest(repository, fallback, { type: ociIndex, tag: stem });
  await storeManifest(
    repository,
    { layers: [layer("sig", 90, "application/vnd.dev.cosign.simplesigning.v1+json")] },
    { tag: `${stem}.sig` },
  );

  const text = await page("signed");
  const list = (await it.get(paths.repository(repository))).text;

  const attachments = /id="attachments"[\s\S]*?<\/section>/.exec(text)?.[0] ?? "";
  assert.equal(attachments.match(/<th scope="row">Signature/g)?.length, 2);
  assert.equal(attachments.match(/<th scope="row">SBOM/g)?.length, 1);
  assert.ok(!list.includes(stem), "the tag of an attachment is listed among the versions");
});

for (const [what, manifest, label] of [
  ["a Helm chart", { config: config("application/vnd.cncf.helm.config.v1+json") }, "Helm chart"],
  ["an SBOM", { artifactType: "application/vnd.cyclonedx+json" }, "SBOM"],
  ["an attestation", { layers: [layer("a", 1, "application/vnd.in-toto+json")] }, "Attestation"],
  ["anything else", { artifactType: "application/vnd.example.parts" }, "Artifact"],
] as const)
  test(`${what} is called "${label}" and shown without a configuration`, async () => {
    const { digest } = await storeManifest(repository, manifest);

    const text = await page(digest);

    assert.ok(text.includes(`<dd>${label}</dd>`));
    assert.ok(!text.includes("Environment"));
  });

test("a Docker manifest is an image", async () => {
  const docker = { mediaType: "application/vnd.docker.container.image.v1+json" };
  const manifest = { config: { ...docker, digest: digestOf("c"), size: 1 }, layers: [layer("d")] };
  const { digest } = await storeManifest(repository, manifest, { type: dockerManifest });

  assert.ok((await page(digest)).includes("<dd>Image</dd>"));
});

test("the sizes of several platforms are a range; unknown ones are counted", () => {
  const sized = (...sizes: (bigint | null)[]) =>
    platformSizes(sizes.map((totalSize) => ({ totalSize })));

  assert.deepEqual(sized(30n, null, 10n), { least: 10n, most: 30n, unknown: 1 });
  assert.equal(sized(30n), null);
  assert.equal(sized(null, null), null);
});

function config(mediaType: string) {
  return { mediaType, digest: digestOf(mediaType), size: 2 };
}

function described({
  mediaType,
  digest,
  size,
}: {
  mediaType: string;
  digest: string;
  size: number;
}) {
  return { mediaType, digest, size };
}
