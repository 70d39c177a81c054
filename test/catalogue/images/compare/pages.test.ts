import assert from "node:assert/strict";
import { before, test } from "node:test";
import { choosePlatform } from "../../../../src/catalogue/images/compare/configured.ts";
import { config } from "../../../../src/platform/config/config.ts";
import { db, type Manifest, type Namespace } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { browser, signIn, useApp } from "../../../support/app.ts";
import {
  digestOf,
  type MadeRepository,
  makeManifest,
  makeRepository,
} from "../../../support/data/catalogue.ts";
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

test("without images the page says what to do", async () => {
  const empty = await it.get("/compare");
  const half = await it.get("/compare?from=web/site:1&to=");

  assert.deepEqual([empty.status, half.status], [200, 200]);
  assert.match(empty.text, /Enter two images, or tick two tags/);
  assert.match(
    half.text,
    /value="web\/site:1"[\s\S]*Choose the image to compare web\/site:1 with\./,
  );
});

/** What a refused comparison says about its second image, and what it shows again. */
async function problemOf(to: string, address = paths.compare("web/site:1", to)) {
  const { status, text } = await it.get(address);
  assert.equal(status, 422);
  assert.doesNotMatch(text, /id="from-error"/);
  return {
    problem: /id="to-error">[\s\S]*?<\/svg>([^<]*)</.exec(text)?.[1]?.trim(),
    shown: /name="to" type="text"\s+value="([^"]*)"/.exec(text)?.[1],
  };
}

for (const [to, why] of [
  ["web/nothing:1", /^There is no such repository, or you don&#39;t have access to it\./],
  ["web/site:nope", /^web\/site has no tag nope\. Check it/],
  ["web/site", /^web\/site has no tag latest\. Add the tag/],
  ["web/site@sha256:0000000", /^web\/site has no image with a digest that begins with 0000000\./],
  ["sha256:9f86d081884c", /^A digest alone does not say which repository/],
  ["other.test.lan/web/site:1", /^No registry here has the host other\.test\.lan\./],
  ["localhost:1/web/site:1", /^No registry here has the host localhost:1\./],
  ["!!", /^This is not a reference to an image\./],
  ["https://example.org/", /^(This is not a reference|No registry here has the host)/],
  ["\u202ex", /changes the direction of text/],
] as const)
  test(`an image that cannot be compared is shown again with the reason: ${JSON.stringify(to)}`, async () => {
    const { problem, shown } = await problemOf(to);

    assert.match(problem ?? "", why);
    assert.equal(shown, to);
  });

test("a text that is too long is shown again in part, with its limit, on both pages", async () => {
  const long = "x".repeat(10_000);

  const any = await problemOf(long);
  const own = await problemOf(long, paths.imageDifference(site, undefined, long));

  assert.match(any.problem ?? "", /too long: the limit is 900 characters/);
  assert.equal(any.shown, long.slice(0, 900));
  assert.match(own.problem ?? "", /too long/);
  assert.match(own.shown ?? "", /^web\/site:x{300}$/);
});

test("an image is found by whatever people paste, as in the search", async () => {
  const { digest } = await storeImage(site, { tag: "pasted", layers: [layer("p", 7)] });
  const host = config.registry.host;
  const short = digest.slice(0, "sha256:".length + 12);

  for (const pasted of [
    `docker pull ${host}/web/site:pasted`,
    `$ podman pull --platform linux/arm64 ${host}/web/site@${digest}`,
    `${host}/web/site:pasted`,
    `FROM ${host}/web/site:pasted AS build`,
    `${config.url}${paths.image(site, "pasted")}`,
    `${config.url}${paths.image(site, digest)}`,
    `https://${host}/v2/web/site/manifests/pasted`,
    `web/site@${digest}`,
    `web/site:other@${digest}`,
    `web/site@${short}`,
    `web/site@${short}…`,
    `web/site@${digest.slice(7, 19)}`,
  ]) {
    const { status, text } = await it.get(paths.compare(pasted, "web/site:pasted"));

    assert.equal(status, 200, pasted);
    assert.match(text, /Both have the same layers/, pasted);
    assert.match(text, /name="from" type="text"\s+value="web\/site(:pasted|@sha256:[0-9a-f]{64})"/);
  }
});

test("the beginning of several digests in a repository is not enough, but one in another does not count", async () => {
  const [short, other] = ["sha256:abcdef123456", "sha256:abcdef123457"];
  const ending = "0".repeat(51);
  await makeManifest(site, { digest: `${short}${ending}a` });
  await makeManifest(fork, { digest: `${short}${ending}b` });

  const found = await it.get(paths.compare(`web/site@${short}`, `web/fork@${short}`));
  await makeManifest(site, { digest: `${other}${ending}c` });
  const { problem } = await problemOf(`web/site@${short.slice(0, -1)}`);

  assert.equal(found.status, 200);
  assert.match(problem ?? "", /^More than one digest in web\/site begins with abcdef12345\./);
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

  assert.match(text, /2\.0 kB larger, 1 layer changed/);
});

test("one ticked tag is the first image, and the page asks for the second; three leave the choice", async () => {
  for (const [minute, tag] of ["t1", "t2", "t3"].entries()) await storeImage(fork, { tag, minute });

  const one = await it.get(`${paths.imageDifference(fork)}?tags=t1`);
  const same = await it.get(`${paths.imageDifference(fork)}?tags=t1&tags=t1`);
  const three = await it.get(`${paths.imageDifference(fork)}?tags=t3&tags=t2&tags=t1`);

  for (const { status, text } of [one, same]) {
    assert.equal(status, 200);
    assert.match(text, /name="from" type="text"\s+value="web\/fork:t1"/);
    assert.match(text, /Choose the image to compare web\/fork:t1 with\./);
  }
  assert.equal(three.status, 422);
  assert.match(three.text, /You ticked 3 tags, and only two can be compared\. Choose which two\./);
  const options = [...three.text.matchAll(/<option value="web\/fork:([^"]*)"( selected)?/g)];
  assert.deepEqual(
    options.map(([, tag, selected]) => `${tag}${selected ?? ""}`),
    ["t3", "t2 selected", "t1", "t3 selected", "t2", "t1"],
  );
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

/** An index with an image for each architecture, which has a version in its configuration and a layer of its own. */
async function index(tag: string, versions: Record<string, string>) {
  const manifests = [];
  for (const [architecture, version] of Object.entries(versions)) {
    const config = { architecture, ...node(version) };
    const layers = [layer(`${architecture} ${version}`, Number(version) * 1_000)];
    const { mediaType, digest, size } = await storeImage(site, { config, layers });
    manifests.push({ mediaType, digest, size, platform: { os: "linux", architecture } });
  }
  await storeManifest(site, { manifests }, { type: ociIndex, tag });
}

test("multi-platform images are compared on one platform that both have, which can be chosen", async () => {
  await index("multi-1", { arm64: "1", amd64: "2" });
  await index("multi-2", { arm64: "3", amd64: "4" });

  const plain = await it.get(paths.compare("web/site:multi-1", "web/site:multi-2"));
  const arm = await it.get(
    paths.compare("web/site:multi-1", "web/site:multi-2", { platform: "linux/arm64" }),
  );

  assert.match(plain.text, /linux\/amd64: .*larger, 1 layer changed, NODE_VERSION 2 → 4/);
  assert.match(arm.text, /linux\/arm64: .*larger, 1 layer changed, NODE_VERSION 1 → 3/);
  assert.match(arm.text, /aria-current="true">linux\/arm64/);
  assert.match(
    arm.text,
    /Layers of linux\/arm64<\/h2>\s*<p class="quiet">1 added, 1 removed, 0 shared/,
  );
  assert.ok(arm.text.includes(digestOf("arm64 3")));
  assert.ok(!arm.text.includes(digestOf("amd64 4")));
});

test("a platform that only one image has is not compared, and the page says so", async () => {
  await index("both", { arm64: "5", amd64: "6" });
  await index("some", { amd64: "7", s390x: "8" });
  await index("other", { s390x: "9" });

  const wanted = { platform: "linux/s390x" };
  const missing = await it.get(paths.compare("web/site:both", "web/site:some", wanted));
  const none = await it.get(paths.compare("web/site:both", "web/site:other"));

  assert.match(missing.text, /Not both images have linux\/s390x, so linux\/amd64 is compared\./);
  assert.match(missing.text, /1 platform|2 platforms/);
  assert.match(none.text, /These images have no platform in common\. Only their sizes/);
  assert.doesNotMatch(none.text, /id="layers"|id="env"/);
});

test("the platform is the wanted one, else linux/amd64, else the first that both have", () => {
  assert.equal(choosePlatform(["linux/arm64", "linux/amd64"], "linux/arm64"), "linux/arm64");
  assert.equal(choosePlatform(["linux/arm64", "linux/amd64"], "linux/s390x"), "linux/amd64");
  assert.equal(choosePlatform(["linux/s390x", "linux/arm64"], ""), "linux/s390x");
  assert.equal(choosePlatform([], "linux/amd64"), null);
});
