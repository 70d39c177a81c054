import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { signIn } from "../../support/app.ts";
import { makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { ociIndex } from "../../support/data/events.ts";
import { makeUser } from "../../support/data/factories.ts";
import { layer, storeImage, storeManifest, storeReferrer } from "../../support/data/images.ts";
import { app, it, page, repository } from "./image-page.ts";

test("the page of an image shows its layers with their history, and how it runs", async () => {
  await storeImage(repository, {
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
  const { digest } = await storeImage(repository, { tag: "pulled" });

  const text = await page("pulled");

  const name = "registry.test.lan:5000/web/app";
  for (const command of ["docker pull ", "podman pull ", "skopeo copy --all docker://"])
    for (const image of [`${name}:pulled`, `${name}@${digest}`])
      assert.ok(text.includes(`${command}${image}`), `${command}${image}`);
});

test("a visitor sees that a manifest could not be read, but not the registry's address", async () => {
  const { id, digest } = await storeManifest(repository, { annotations: { a: "b" } });
  const readError = "The registry can't be reached at there:5000.";
  await db.manifest.update({ where: { id }, data: { readAt: null, readError } });

  const text = await page(digest);
  assert.match(text, /could not read this manifest/);
  assert.doesNotMatch(text, /there:5000/);
});

test("the short address of a tag redirects to its page, and a tag may have the name of a page", async () => {
  const image = await storeImage(repository, { tag: "latest" });
  await makeTag(image, "edit");

  const short = await it.get(`/repositories/${repository.fullName}/-/latest`);

  assert.deepEqual([short.status, short.location], [303, paths.image(repository, "latest")]);
  assert.match(await page("edit"), /docker pull registry.test.lan:5000\/web\/app:edit/);
});

test("a missing image and an image that the viewer may not see are the same 404", async () => {
  const hidden = await makeRepository();
  const { digest } = await storeImage(hidden, { tag: "1.0" });
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

describe("hostile text in an image is escaped", () => {
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
      const standard = Object.fromEntries(
        ["source", "url", "documentation", "revision", "licenses"].map((word) => [
          `org.opencontainers.image.${word}`,
          hostile,
        ]),
      );
      const all = { ...standard, [hostile]: hostile };
      const image = await storeImage(repository, {
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
      await storeReferrer(repository, image, hostile, { [hostile]: hostile });

      const text = await page(image.digest);

      if (/[<>"']/.test(hostile)) assert.ok(!text.includes(hostile), "printed unescaped");
      assert.doesNotMatch(text, /href="(javascript|data|https:\/\/user)/i);
    });
});

test("I9: a build cache lists its blobs with their sizes, and an index of an index shows what it lists", async () => {
  const cacheConfig = "application/vnd.buildkit.cacheconfig.v0";
  const blobs = [layer("cached", 7_000_000), layer("records", 2_000, cacheConfig)];
  await storeManifest(repository, { manifests: blobs }, { type: ociIndex, tag: "cache" });
  const image = await storeImage(repository);
  const platform = { os: "linux", architecture: "amd64" };
  const child = { mediaType: image.mediaType, digest: image.digest, size: image.size, platform };
  const inner = await storeManifest(repository, { manifests: [child] }, { type: ociIndex });
  const listed = { mediaType: ociIndex, digest: inner.digest, size: inner.size };
  await storeManifest(repository, { manifests: [listed] }, { type: ociIndex, tag: "outer" });

  const [cache, outer] = [await page("cache"), await page("outer")];

  assert.match(cache, /layer\.v1\.tar\+gzip<\/th>[\s\S]*?7\.0 MB/);
  assert.match(cache, /cacheconfig\.v0<\/th>[\s\S]*?2\.0 kB/);
  assert.doesNotMatch(cache + outer, /No platform/);
  assert.match(outer, /<th scope="row">Image<\/th>/);
});
