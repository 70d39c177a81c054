import assert from "node:assert/strict";
import { test } from "node:test";
import { paths } from "../../../src/platform/paths/paths.ts";
import { digestOf } from "../../support/data/catalogue.ts";
import { ociIndex, ociManifest } from "../../support/data/events.ts";
import { layer, storeImage, storeManifest, storeReferrer } from "../../support/data/images.ts";
import { it, page, repository } from "./image-page.ts";

const reorders = "\u202egnp.exe";
const shown = "[U+202E]gnp.exe";

test("characters that reorder text are spelled out in every text of an image, its JSON included", async () => {
  const annotations = { [reorders]: reorders, "org.opencontainers.image.title": reorders };
  const config = {
    os: "linux",
    architecture: reorders,
    author: reorders,
    config: { Env: [reorders], Labels: { [reorders]: reorders }, User: reorders },
    history: [{ created_by: reorders }],
  };
  const layers = [layer("hidden", 10, `application/${reorders}`), layer("plain", 10)];
  const image = await storeImage(repository, { config, annotations, layers, pushedBy: reorders });
  await storeReferrer(repository, image, `application/${reorders}`, annotations);
  const files = [{ ...layer("file", 10, `application/${reorders}`), annotations }];
  const artifact = await storeManifest(repository, {
    artifactType: `application/${reorders}`,
    layers: files,
  });

  for (const { digest } of [image, artifact]) {
    const text = await page(digest);
    assert.ok(text.includes(shown));
    assert.doesNotMatch(text, /\u202e/);
  }
});

test("characters that reorder text are spelled out in the JSON of an index, and reach no list", async () => {
  const platform = { os: "linux", architecture: reorders };
  const child = { mediaType: ociManifest, digest: digestOf("child"), size: 1, platform };
  const index = (tag: string, annotations: object) =>
    storeManifest(repository, { manifests: [child], annotations }, { type: ociIndex, tag });
  const before = await index("before", {});
  const after = await index("after", { [reorders]: reorders });

  assert.ok((await page("after")).includes(`&#34;architecture&#34;: &#34;${shown}&#34;`));
  for (const path of [
    paths.image(repository, "after"),
    paths.repository(repository),
    paths.imageDifference(repository, before.digest, after.digest),
  ]) {
    const { status, text } = await it.get(path);
    assert.equal(status, 200, path);
    assert.doesNotMatch(text, /\u202e/, path);
  }
});
