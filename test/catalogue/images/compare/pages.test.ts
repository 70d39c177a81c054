import assert from "node:assert/strict";
import { before, test } from "node:test";
import { choosePlatform } from "../../../../src/catalogue/images/compare/configured.ts";
import { db, type Manifest, type Namespace } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { browser, signIn, useApp } from "../../../support/app.ts";
import { digestOf, type MadeRepository, makeRepository } from "../../../support/data/catalogue.ts";
import { ociIndex } from "../../../support/data/events.ts";
import { makeNamespace, makeTeam, makeUser } from "../../../support/data/factories.ts";
import { layer, storeImage, storeManifest, storeReferrer } from "../../../support/data/images.ts";

const app = await useApp();
const it = browser(app);

let web: Namespace;
let site: MadeRepository;
let fork: MadeRepository;
before(async () => {
  await makeUser({ admin: true });
  web = await makeNamespace({ name: "web", visibility: "public" });
  site = await makeRepository({ namespace: web, name: "site" });
  fork = await makeRepository({ namespace: web, name: "fork" });
});

const node = (version: string) => ({ config: { Env: [`NODE_VERSION=${version}`] } });

test("two images of two repositories are compared, with a sentence and links to copy and to swap", async () => {
  await storeImage(site, { tag: "1", layers: [layer("a", 5_000)], config: node("20.11") });
  await storeImage(fork, {
    tag: "2",
    layers: [layer("a", 5_000), layer("b", 900)],
    config: node("20.12"),
  });

  const { status, text } = await it.get(paths.compare("web/site:1", "web/fork:2"));

  assert.equal(status, 200);
  assert.match(text, /900 B larger, 1 layer added, NODE_VERSION 20\.11 → 20\.12\./);
  assert.ok(text.includes('href="/compare?from=web%2Ffork%3A2&amp;to=web%2Fsite%3A1"'));
  assert.match(text, /data-copy="http[^"]*\/compare\?from=web%2Fsite%3A1&amp;to=web%2Ffork%3A2"/);
});

test("without images the page asks for them; an unreadable or unknown one is named", async () => {
  const empty = await it.get("/compare");
  const half = await it.get("/compare?from=web/site:1&to=");
  const odd = await it.get(`/compare?from=${encodeURIComponent("⁦x")}&to=${"x".repeat(5_000)}`);
  const unknown = await it.get(paths.compare("web/site:1", "web/site:nope"));
  const noReference = await it.get(paths.compare("web/site:1", "!!"));

  assert.deepEqual([empty.status, half.status, odd.status], [200, 200, 200]);
  assert.match(half.text, /value="web\/site:1"/);
  for (const { status, text } of [unknown, noReference]) {
    assert.equal(status, 422);
    assert.match(text, /id="to-error"[\s\S]*There is no such image/);
    assert.doesNotMatch(text, /id="from-error"/);
  }
});

test("a side that the viewer may not see looks like one that does not exist", async () => {
  const owner = await makeUser();
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [owner] }) });
  const secret = await makeRepository({ namespace, name: "secret" });
  await storeImage(secret, { tag: "here" });
  await storeImage(site, { tag: "seen" });
  const [own, foreign] = [await signIn(app, owner), await signIn(app, await makeUser())];
  const address = paths.compare(`${secret.fullName}:here`, "web/site:seen");
  const missing = paths.compare(`${secret.fullName}:none`, "web/site:seen");

  assert.equal((await own.get(address)).status, 200);
  const [hidden, absent] = [await foreign.get(address), await foreign.get(missing)];
  assert.equal(hidden.status, 422);
  assert.equal(hidden.text.replaceAll("here", "none").length, absent.text.length);
});

test("two ticked tags of a repository are compared from the older to the newer", async () => {
  await storeImage(site, { tag: "young", minute: 9, layers: [layer("y", 3_000)] });
  await storeImage(site, { tag: "aged", minute: 3, layers: [layer("o", 1_000)] });

  const { text } = await it.get(`${paths.imageDifference(site)}?tags=young&tags=aged`);
  const one = await it.get(`${paths.imageDifference(site)}?tags=aged`);

  assert.match(text, /2\.0 kB larger, 1 layer changed/);
  assert.equal(one.status, 200);
});

/** Attaches an SBOM that lists these packages. */
async function attachSbom(
  image: Manifest,
  repository: MadeRepository,
  packages: [string, string][],
) {
  const { id } = await storeReferrer(repository, image, "application/spdx+json");
  const digest = digestOf(`sbom of ${image.digest}`);
  await db.sbom.deleteMany({ where: { manifestId: id } });
  const sbom = { manifestId: id, digest, format: "SPDX-2.3", packagesCount: packages.length };
  const rows = packages.map(([name, version], position) => ({
    position,
    name,
    version,
    purl: `pkg:deb/debian/${name}@${version}?arch=amd64`,
    licenses: "",
  }));
  await db.sbom.create({ data: { ...sbom, packages: { create: rows } } });
}

test("packages that SBOMs list were upgraded, downgraded, added or removed", async () => {
  const one = await storeImage(site, { tag: "with-sbom" });
  const two = await storeImage(fork, { tag: "with-sbom" });
  await attachSbom(one, site, [
    ["curl", "7.9"],
    ["zlib", "2.0"],
    ["old", "1"],
    ["same", "1"],
  ]);
  await attachSbom(two, fork, [
    ["curl", "7.10"],
    ["zlib", "1.9"],
    ["new", "1"],
    ["same", "1"],
  ]);
  await storeImage(site, { tag: "without" });

  const { text } = await it.get(paths.compare("web/site:with-sbom", "web/fork:with-sbom"));
  const half = await it.get(paths.compare("web/site:without", "web/fork:with-sbom"));

  assert.match(text, /1 package upgraded, 1 downgraded, 1 added, 1 removed/);
  assert.match(text, /curl<\/th>[\s\S]*?upgraded[\s\S]*?7\.9[\s\S]*?7\.10/);
  assert.doesNotMatch(text, /same<\/th>/);
  assert.match(half.text, /Only web\/fork:with-sbom has an SBOM/);
});

test("multi-platform images are compared by the configuration of a platform that both have", async () => {
  const index = async (tag: string, versions: Record<string, string>) => {
    const manifests = [];
    for (const [architecture, version] of Object.entries(versions)) {
      const config = { architecture, ...node(version) };
      const { mediaType, digest, size } = await storeImage(site, { config });
      manifests.push({ mediaType, digest, size, platform: { os: "linux", architecture } });
    }
    await storeManifest(site, { manifests }, { type: ociIndex, tag });
  };
  await index("multi-1", { arm64: "1", amd64: "2" });
  await index("multi-2", { arm64: "3", amd64: "4" });

  const plain = await it.get(paths.compare("web/site:multi-1", "web/site:multi-2"));
  const arm = await it.get(
    paths.compare("web/site:multi-1", "web/site:multi-2", { platform: "linux/arm64" }),
  );

  assert.match(plain.text, /NODE_VERSION 2 → 4/);
  assert.match(arm.text, /NODE_VERSION 1 → 3/);
  assert.match(arm.text, /aria-current="true">linux\/arm64/);
});

test("the platform is the wanted one, else linux/amd64, else the first that both have", () => {
  assert.equal(choosePlatform(["linux/arm64", "linux/amd64"], "linux/arm64"), "linux/arm64");
  assert.equal(choosePlatform(["linux/arm64", "linux/amd64"], "linux/s390x"), "linux/amd64");
  assert.equal(choosePlatform(["linux/s390x", "linux/arm64"], ""), "linux/s390x");
  assert.equal(choosePlatform([], "linux/amd64"), null);
});
