import assert from "node:assert/strict";
import { before, test } from "node:test";
import { configuredPair } from "../../../../src/catalogue/images/compare/configured.ts";
import {
  compareImages,
  type DifferenceSide,
  isSameImage,
} from "../../../../src/catalogue/images/compare/difference.ts";
import { differenceSide } from "../../../../src/catalogue/images/compare/difference-side.ts";
import { findImage } from "../../../../src/catalogue/images/find.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { browser, useApp } from "../../../support/app.ts";
import { type MadeRepository, makeRepository } from "../../../support/data/catalogue.ts";
import { ociIndex } from "../../../support/data/events.ts";
import { makeNamespace, makeUser } from "../../../support/data/factories.ts";
import { layer, storeImage, storeManifest } from "../../../support/data/images.ts";

const app = await useApp();
const it = browser(app);

let repository: MadeRepository;
before(async () => {
  await makeUser({ admin: true });
  const namespace = await makeNamespace({ name: "web", visibility: "public" });
  repository = await makeRepository({ namespace, name: "app" });
});

const nothing: DifferenceSide = {
  facts: {},
  env: [],
  labels: {},
  annotations: {},
  history: [],
  layers: [],
  platforms: [],
  totalSize: 0n,
};
const stacked = (...names: string[]) =>
  names.map((digest) => ({ digest, size: 10n, createdBy: null }));

test("variables, labels and facts are compared by name", () => {
  const found = compareImages(
    { ...nothing, env: ["A=1", "B=2", "C=3"], labels: { x: "1" }, facts: { User: "root" } },
    { ...nothing, env: ["C=3", "B=two=2", "D"], labels: { y: "1" }, facts: { User: "app" } },
  );

  assert.deepEqual(found.env, [
    { name: "A", before: "1", after: null },
    { name: "B", before: "2", after: "two=2" },
    { name: "D", before: null, after: "" },
  ]);
  assert.deepEqual(
    found.labels.map(({ name, before, after }) => [name, before, after]),
    [
      ["x", "1", null],
      ["y", null, "1"],
    ],
  );
  assert.deepEqual(found.facts, [{ name: "User", before: "root", after: "app" }]);
});

test("layers are added, removed or shared, and the shared size is summed", () => {
  const [was, is] = [stacked("base", "old"), stacked("base", "new", "top")];

  const { layers, size } = compareImages({ ...nothing, layers: was }, { ...nothing, layers: is });

  assert.deepEqual(
    layers.map(({ digest, change }) => `${digest} ${change}`),
    ["base shared", "new added", "top added", "old removed"],
  );
  assert.equal(size.shared, 10n);
});

test("a history line that appears once more counts as added", () => {
  const [was, is] = [
    { ...nothing, history: ["RUN x"] },
    { ...nothing, history: ["RUN x", "RUN x"] },
  ];

  assert.deepEqual(compareImages(was, is).history, [
    { name: "RUN x", before: null, after: "RUN x" },
  ]);
});

test("an image is the same as itself, even with labels named like object properties", () => {
  const labels: Record<string, string> = JSON.parse('{"__proto__":"a","constructor":"b"}');

  assert.ok(isSameImage(compareImages({ ...nothing, labels }, { ...nothing, labels })));
  assert.deepEqual(
    compareImages(nothing, { ...nothing, labels }).labels.map(({ name }) => name),
    ["__proto__", "constructor"],
  );
});

test("the page compares two tags, or a tag and a digest", async () => {
  const base = layer("base", 3_000_000);
  const old = await storeImage(repository, {
    tag: "1.0",
    layers: [base, layer("one", 1_000_000)],
    config: { config: { Env: ["COLOUR=red"] }, history: [{ created_by: "RUN one" }] },
  });
  await storeImage(repository, {
    tag: "2.0",
    layers: [base, layer("two", 2_000_000)],
    config: { config: { Env: ["COLOUR=blue"] }, history: [{ created_by: "RUN two" }] },
  });

  for (const from of ["1.0", old.digest]) {
    const { status, text } = await it.get(paths.imageDifference(repository, from, "2.0"));

    assert.equal(status, 200);
    for (const shown of ["red", "blue", "RUN one", "RUN two", "1.0 MB larger"])
      assert.ok(text.includes(shown), shown);
    assert.match(text, /1 added, 1 removed, 1 shared/);
  }
});

test("platforms of two indexes are compared", async () => {
  const child = (architecture: string) => ({
    ...layer(architecture, 5, "application/vnd.oci.image.manifest.v1+json"),
    platform: { os: "linux", architecture },
  });
  const index = (tag: string, ...platforms: string[]) =>
    storeManifest(repository, { manifests: platforms.map(child) }, { type: ociIndex, tag });
  await index("few", "amd64");
  await index("many", "amd64", "riscv64");

  const { text } = await it.get(paths.imageDifference(repository, "few", "many"));

  assert.match(text, /id="platforms"/);
  assert.match(text, /linux\/riscv64/);
});

test("with one image given the form asks for the other; an unknown image is named; a hidden repository is 404", async () => {
  const form = await it.get(paths.imageDifference(repository, "1.0"));
  const hidden = await makeRepository();

  assert.equal(form.status, 200);
  assert.match(form.text, /name="from" type="text"\s+value="web\/app:1.0"/);
  assert.match(form.text, /Choose the image to compare web\/app:1\.0 with\. The newest tag/);
  for (const from of ["1.0", undefined]) {
    const unknown = await it.get(paths.imageDifference(repository, from, "nope"));
    assert.equal(unknown.status, 422);
    assert.match(unknown.text, /id="to-error">[\s\S]*?<\/svg>web\/app has no tag nope\./);
    assert.match(unknown.text, /name="to" type="text"\s+value="web\/app:nope"/);
  }
  assert.equal((await it.get(paths.imageDifference(hidden, "a", "b"))).status, 404);
});

test("hostile text in two images is escaped", async () => {
  const hostile = "</code><script>alert(1)</script>";
  const config = { config: { Env: [`X=${hostile}`], Labels: { [hostile]: hostile } } };
  await storeImage(repository, { tag: "plain" });
  await storeImage(repository, { tag: "hostile", config, annotations: { [hostile]: hostile } });

  const { text } = await it.get(paths.imageDifference(repository, "plain", "hostile"));

  assert.ok(!text.includes(hostile));
  assert.ok(text.includes("&lt;script&gt;"));
});

test("I4: multi-platform images are compared by platform and share the layers of the chosen one", async () => {
  const base = layer("shared base", 5000);
  const indexOf = async (text: string, tag: string) => {
    const manifests = [];
    for (const architecture of ["amd64", "arm64"]) {
      const layers = [base, layer(`${text} ${architecture}`, 100)];
      const { mediaType, digest, size } = await storeImage(repository, {
        config: { architecture },
        layers,
      });
      manifests.push({ mediaType, digest, size, platform: { os: "linux", architecture } });
    }
    const attestation = { ...manifests[0], platform: { os: "unknown", architecture: "unknown" } };
    return storeManifest(
      repository,
      { manifests: [...manifests, attestation] },
      { type: ociIndex, tag },
    );
  };
  const [one, two] = [await indexOf("one", "multi-1"), await indexOf("two", "multi-2")];

  const [from, to] = [
    await findImage(repository.id, one.digest),
    await findImage(repository.id, two.digest),
  ];
  const { images, platform } = await configuredPair(from, to, "linux/arm64");
  const { size, layers, platformChanges } = compareImages(
    await differenceSide(from, images?.before ?? null),
    await differenceSide(to, images?.after ?? null),
  );

  assert.equal(platform, "linux/arm64");
  assert.deepEqual([size.before, size.after, size.shared], [5200n, 5200n, 5000n]);
  assert.deepEqual(
    layers.map(({ digest, change }) => [digest, change]),
    [
      [base.digest, "shared"],
      [layer("two arm64").digest, "added"],
      [layer("one arm64").digest, "removed"],
    ],
  );
  assert.deepEqual(
    platformChanges.map((it) => [it.platform, it.before?.size, it.after?.size, it.shared]),
    ["linux/amd64", "linux/arm64"].map((platform) => [platform, 5200n, 5200n, 5000n]),
  );
  const page = await it.get(paths.imageDifference(repository, "multi-1", "multi-2"));
  assert.match(page.text, /Platforms compared/);
  assert.match((await it.get(paths.image(repository, "multi-1"))).text, />5.2 kB\s+per platform/);
});

test("I11: a layer that both images have twice is shared once", () => {
  const twice = stacked("base", "base");

  assert.equal(
    compareImages({ ...nothing, layers: twice }, { ...nothing, layers: twice }).size.shared,
    10n,
  );
});
