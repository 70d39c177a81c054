import assert from "node:assert/strict";
import { test } from "node:test";
import { preferredTags } from "../../../../src/catalogue/repositories/tags/preferred-tags.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { browser, useApp } from "../../../support/app.ts";
import { digestOf, makeRepository } from "../../../support/data/catalogue.ts";
import { ociIndex } from "../../../support/data/events.ts";
import { makeNamespace, makeUser } from "../../../support/data/factories.ts";
import { layer, storeImage, storeManifest } from "../../../support/data/images.ts";

const it = browser(await useApp());
await makeUser({ admin: true });
const namespace = await makeNamespace({ visibility: "public" });

const helmChart = {
  config: { mediaType: "application/vnd.cncf.helm.config.v1+json", digest: digestOf("c"), size: 2 },
  layers: [layer("chart", 9, "application/vnd.cncf.helm.chart.content.v1.tar+gzip")],
};
const cache = {
  manifests: [
    { mediaType: "application/vnd.buildkit.cacheconfig.v0", digest: digestOf("b"), size: 3 },
  ],
};

for (const [tags, preferred] of [
  [["1.0.0", "latest", "build-7-debug"], "latest"],
  [["1.9.9", "1.10.0", "1.2.3", "build-7-debug"], "1.10.0"],
  [["v2.0.0", "v10.0.0", "v10.0.1-rc.1", "main"], "v10.0.0"],
  [["2021.04", "1.4.0", "edge"], "1.4.0"],
  [["22.04", "24.04", "devel"], "24.04"],
  [["20240101", "9", "main"], "main"],
  [["1.0.0-rc.1", "1.0.0-alpine", "nightly"], "nightly"],
] as const)
  test(`I5: of the tags ${tags.join(", ")} the page suggests ${preferred}`, async () => {
    const repository = await makeRepository({ namespace });
    for (const [minute, tag] of tags.entries()) await storeImage(repository, { tag, minute });

    const found = await preferredTags([repository.id]);
    const { text } = await it.get(paths.repository(repository));

    assert.equal(found.get(repository.id)?.name, preferred);
    const name = `registry.test.lan:5000/${repository.fullName}`;
    assert.ok(text.includes(`docker pull ${name}:${preferred}`));
  });

test("I5: a build cache is not suggested if there is an image", async () => {
  const repository = await makeRepository({ namespace });
  await storeImage(repository, { tag: "main", minute: 1 });
  await storeManifest(repository, cache, { type: ociIndex, tag: "buildcache", minute: 2 });

  const found = await preferredTags([repository.id]);

  assert.equal(found.get(repository.id)?.name, "main");
});

test("I5: a repository of charts offers helm, and one of a build cache no command", async () => {
  const [charts, caches] = [
    await makeRepository({ namespace }),
    await makeRepository({ namespace }),
  ];
  await storeManifest(charts, helmChart, { tag: "1.2.3" });
  await storeManifest(caches, cache, { type: ociIndex, tag: "buildcache" });

  const chartPage = (await it.get(paths.repository(charts))).text;
  const cachePage = (await it.get(paths.repository(caches))).text;
  const explore = (await it.get(paths.explore())).text;

  assert.match(chartPage, new RegExp(`helm pull oci://\\S+${charts.name} --version 1.2.3`));
  assert.doesNotMatch(chartPage, /(docker|podman) pull/);
  assert.doesNotMatch(cachePage, /(docker|podman|oras) pull|skopeo copy/);
  assert.match(cachePage, /build cache/);
  assert.match(cachePage, /<span class="table__note">Build cache/);
  assert.match(chartPage, /<span class="table__note">Helm chart/);
  assert.match(explore, new RegExp(`helm pull oci://\\S+${charts.name} --version 1.2.3`));
  assert.doesNotMatch(explore, new RegExp(`docker pull \\S+${caches.name}`));
});
