import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { maxDrawnLayers } from "../../../../src/catalogue/images/layer-map/images.ts";
import { db } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { browser, signIn, useApp } from "../../../support/app.ts";
import { digestOf, type MadeRepository, makeRepository } from "../../../support/data/catalogue.ts";
import { ociIndex, ociManifest } from "../../../support/data/events.ts";
import { makeNamespace, makeTeam, makeUser, unique } from "../../../support/data/factories.ts";
import { layer, storeImage, storeManifest, storeReferrer } from "../../../support/data/images.ts";
import { recordPush } from "../../../support/data/pushes.ts";

const app = await useApp();
const it = browser(app);
await makeUser({ admin: true });
const namespace = await makeNamespace({ name: "web", visibility: "public" });

let repository: MadeRepository;
beforeEach(async () => {
  repository = await makeRepository({ namespace });
});

const stack = (...names: string[]) => names.map((name) => layer(name, 1_000_000));
const textOf = (html: string) => html.replace(/<[^>]*>|\s+/g, " ").replace(/ +/g, " ");
const page = async (query = {}) => (await it.get(paths.repositoryLayers(repository, query))).text;
const blocksIn = (html: string) =>
  [...html.matchAll(/layer-map__block--(\w+)" x="([\d.]+)%" y="(\d+)" width="([\d.]+)%"/g)].map(
    ([, kind, x, y, width]) => `${kind} ${x} ${y} ${width}`,
  );

/** Points a tag of a base to a digest, as a push event does. */
const move = (to: MadeRepository, tag: string, digest: string, minute: number) =>
  db.$transaction((tx) =>
    recordPush(tx, {
      namespace,
      repository: to.fullName,
      digest,
      mediaType: ociManifest,
      size: 1,
      tag,
      agent: { id: null, username: "mara" },
      at: `2026-01-02T00:0${minute}:00.000000Z`,
    }),
  );

test("images are drawn by what they share, and counted by the base on which they stand", async () => {
  const node = await makeRepository({ namespace, name: unique("node") });
  const [old, young] = [unique("old"), unique("young")];
  const former = await storeImage(node, { layers: stack(old) });
  const current = await storeImage(node, { layers: stack(young) });
  await move(node, "18", former.digest, 1);
  await move(node, "18", current.digest, 2);
  await move(node, "20", current.digest, 3);
  for (const tag of ["a", "b"])
    await storeImage(repository, { tag, layers: stack(young, "lib", `app ${tag}`) });
  await storeImage(repository, { tag: "c", layers: stack(old, "app c", "more") });
  await storeImage(repository, { tag: "d", layers: stack("alone") });

  const text = await page();

  assert.match(textOf(text), new RegExp(`2 images stand on web/${node.name}:\\d+ .*up to date`));
  assert.match(
    textOf(text),
    new RegExp(`1 image stands on an earlier web/${node.name}:18 outdated moved`),
  );
  assert.match(textOf(text), /1 image has no base here/);
  const kinds = blocksIn(text).map((block) => block.split(" ")[0]);
  assert.deepEqual(kinds.sort(), ["base", "outdated", "own", "own", "own", "own", "shared"]);
  assert.match(text, /<title>1 layer, 1.0 MB, in 2 images, from web/);
});

test("a base that the viewer may not see counts as none", async () => {
  const owner = await makeUser();
  const hidden = await makeNamespace({
    name: unique("hidden"),
    team: await makeTeam({ owners: [owner] }),
  });
  const runtime = await makeRepository({ namespace: hidden, name: "runtime" });
  const os = unique("os");
  await storeImage(runtime, { tag: "1", layers: stack(os) });
  await storeImage(repository, { tag: "on-it", layers: stack(os, "x") });

  const own = (await (await signIn(app, owner)).get(paths.repositoryLayers(repository))).text;

  assert.match(own, /hidden\d*\/runtime/);
  assert.doesNotMatch(await page(), /runtime/);
  assert.match(await page(), /has no base here/);
});

test("of a multi-platform image one platform is drawn, and artifacts are not", async () => {
  const part = await storeImage(repository, { layers: stack("arm") });
  const amd = await storeImage(repository, { layers: stack("amd 1", "amd 2") });
  const entry = (image: typeof part, architecture: string) => ({
    mediaType: image.mediaType,
    digest: image.digest,
    size: image.size,
    platform: { os: "linux", architecture },
  });
  const manifests = [entry(part, "arm64"), entry(amd, "amd64")];
  await storeManifest(repository, { manifests }, { type: ociIndex, tag: "multi" });
  await storeReferrer(repository, amd, "application/spdx+json");

  const text = await page();

  assert.match(textOf(text), /multi linux\/amd64 2 – none here/);
  assert.doesNotMatch(text, /linux\/arm64/);
});

test("an image of thousands of layers is drawn up to a limit, and says how many more it has", async () => {
  const many = Array.from({ length: 3_000 }, (_, n) => layer(`thin ${n}`, 10));
  await storeImage(repository, { tag: "many", layers: many });

  const text = textOf(await page());

  assert.match(text, new RegExp(`3,000 ${maxDrawnLayers} drawn, and 2,940 more`));
});

test("an empty repository says what would be here; odd pages are the first; a hidden one is not found", async () => {
  const hidden = await makeRepository();

  assert.match(await page(), /No image with layers/);
  assert.match(await page({ older: "zz", newer: digestOf("x") }), /No image with layers/);
  assert.equal((await it.get(paths.repositoryLayers(hidden))).status, 404);
});
