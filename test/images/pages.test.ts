import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { db } from "../../src/db/client.ts";
import { paths } from "../../src/paths.ts";
import { browser, signIn, useApp } from "../support/app.ts";
import { digestOf, type MadeRepository, makeRepository, makeTag } from "../support/catalogue.ts";
import { dockerManifest, ociIndex } from "../support/events.ts";
import { makeNamespace, makeUser } from "../support/factories.ts";
import { keepImage, keepManifest, keepReferrer, layer } from "../support/images.ts";

const app = await useApp();
const it = browser(app);

let repository: MadeRepository;
before(async () => {
  await makeUser({ admin: true });
  const namespace = await makeNamespace({ name: "web", visibility: "public" });
  repository = await makeRepository({ namespace, name: "app" });
});

async function page(reference: string): Promise<string> {
  const answer = await it.get(paths.image(repository, reference));
  assert.equal(answer.status, 200);
  return answer.text;
}

test("an image shows its layers with what made them, and how it runs", async () => {
  await keepImage(repository, {
    tag: "1.0",
    layers: [layer("base", 4_000_000), layer("app", 1_000_000)],
    config: {
      created: "2026-01-02T03:04:05Z",
      config: {
        Env: ["PATH=/bin", "COLOUR=blue"],
        Entrypoint: ["/entry"],
        Cmd: ["--serve"],
        User: "1000:1000",
        ExposedPorts: { "8080/tcp": {} },
        Labels: { "org.opencontainers.image.source": "https://example.org/app" },
      },
      history: [{ created_by: "ADD rootfs" }, { created_by: "COPY app /app" }],
    },
  });

  const text = await page("1.0");

  for (const shown of ["4.0 MB", "ADD rootfs", "COPY app /app", "COLOUR=blue", "8080/tcp"])
    assert.ok(text.includes(shown), shown);
  for (const shown of ["/entry", "--serve", "1000:1000", "linux/amd64", "2 layers"])
    assert.ok(text.includes(shown), shown);
  assert.match(text, /<a href="https:\/\/example.org\/app" rel="nofollow noopener noreferrer">/);
});

test("pull commands name the tag and the digest, for docker, podman and skopeo", async () => {
  const { digest } = await keepImage(repository, { tag: "pulled" });

  const text = await page("pulled");

  const name = "registry.test.lan:5000/web/app";
  for (const command of ["docker pull ", "podman pull ", "skopeo copy --all docker://"])
    for (const image of [`${name}:pulled`, `${name}@${digest}`])
      assert.ok(text.includes(`${command}${image}`), `${command}${image}`);
});

test("EVT-042: an index shows its platforms with their sizes; attestations are no platform", async () => {
  const amd = await keepImage(repository, { layers: [layer("amd", 2_000_000)] });
  const attestation = await keepManifest(repository, { layers: [layer("proof", 70)] });
  const index = await keepManifest(
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

test("signatures and SBOMs are shown under their image, by subject and by tag, each once", async () => {
  const image = await keepImage(repository, { tag: "signed" });
  const signature = await keepReferrer(
    repository,
    image,
    "application/vnd.dev.sigstore.bundle.v0.3+json",
  );
  const sbom = await keepReferrer(repository, image, "application/spdx+json");
  const stem = image.digest.replace(":", "-");
  const fallback = { manifests: [described(signature), described(sbom)] };
  await keepManifest(repository, fallback, { type: ociIndex, tag: stem });
  await keepManifest(
    repository,
    { layers: [layer("sig", 90, "application/vnd.dev.cosign.simplesigning.v1+json")] },
    { tag: `${stem}.sig` },
  );

  const text = await page("signed");
  const list = (await it.get(paths.repository(repository))).text;

  const papers = /id="papers"[\s\S]*?<\/section>/.exec(text)?.[0] ?? "";
  assert.equal(papers.match(/<th scope="row">Signature/g)?.length, 2);
  assert.equal(papers.match(/<th scope="row">SBOM/g)?.length, 1);
  assert.ok(!list.includes(stem), "a paper's tag is listed among the versions");
});

for (const [what, manifest, label] of [
  ["a Helm chart", { config: config("application/vnd.cncf.helm.config.v1+json") }, "Helm chart"],
  ["an SBOM", { artifactType: "application/vnd.cyclonedx+json" }, "SBOM"],
  ["an attestation", { layers: [layer("a", 1, "application/vnd.in-toto+json")] }, "Attestation"],
  ["anything else", { artifactType: "application/vnd.example.parts" }, "Artifact"],
] as const)
  test(`${what} is called "${label}" and shown without a configuration`, async () => {
    const { digest } = await keepManifest(repository, manifest);

    const text = await page(digest);

    assert.ok(text.includes(`<dd>${label}</dd>`));
    assert.ok(!text.includes("Environment"));
  });

test("a manifest of Docker's own kind is an image", async () => {
  const docker = { mediaType: "application/vnd.docker.container.image.v1+json" };
  const manifest = { config: { ...docker, digest: digestOf("c"), size: 1 }, layers: [layer("d")] };
  const { digest } = await keepManifest(repository, manifest, { type: dockerManifest });

  assert.ok((await page(digest)).includes("<dd>Image</dd>"));
});

test("a manifest that could not be read says why", async () => {
  const { id, digest } = await keepManifest(repository, { annotations: { a: "b" } });
  const readError = "The registry can't be reached at there:5000.";
  await db.manifest.update({ where: { id }, data: { readAt: null, readError } });

  assert.match(await page(digest), /can&#39;t be reached at there:5000/);
});

test("a tag by its short address leads to its page, and one called as another page has its own", async () => {
  const image = await keepImage(repository, { tag: "latest" });
  await makeTag(image, "edit");

  const short = await it.get(`/repositories/${repository.fullName}/-/latest`);

  assert.deepEqual([short.status, short.location], [303, paths.image(repository, "latest")]);
  assert.match(await page("edit"), /docker pull registry.test.lan:5000\/web\/app:edit/);
});

test("what is not there, and what one may not see, is the same 404", async () => {
  const hidden = await makeRepository();
  const { digest } = await keepImage(hidden, { tag: "1.0" });
  const stranger = await signIn(app, await makeUser());

  for (const path of [
    paths.image(repository, "nope"),
    paths.image(repository, digest), // of another repository
    paths.image(repository, "a\0b"),
    paths.image(hidden, "1.0"),
    paths.image(hidden, digest),
  ])
    assert.equal((await stranger.get(path)).status, 404, path);
});

describe("everything in an image is hostile text", () => {
  const corpus = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</code></pre><iframe src=javascript:alert(1)>",
    "javascript:alert(1)",
    "https://user:pass@evil.example/",
    "data:text/html,<b>",
  ];

  for (const hostile of corpus)
    test(JSON.stringify(hostile), async () => {
      const said = Object.fromEntries(
        ["source", "url", "documentation", "revision", "licenses"].map((word) => [
          `org.opencontainers.image.${word}`,
          hostile,
        ]),
      );
      const all = { ...said, [hostile]: hostile };
      const image = await keepImage(repository, {
        pushedBy: hostile,
        annotations: all,
        layers: [layer(hostile, 10, hostile)],
        config: {
          author: hostile,
          config: {
            Env: [hostile],
            Cmd: [hostile],
            Entrypoint: [hostile],
            User: hostile,
            WorkingDir: hostile,
            Labels: all,
            ExposedPorts: { [hostile]: {} },
            Volumes: { [hostile]: {} },
          },
          history: [{ created_by: hostile }],
        },
      });
      await keepReferrer(repository, image, hostile, { [hostile]: hostile });

      const text = await page(image.digest);

      if (/[<>"']/.test(hostile)) assert.ok(!text.includes(hostile), "printed unescaped");
      assert.doesNotMatch(text, /href="(javascript|data|https:\/\/user)/i);
    });
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
