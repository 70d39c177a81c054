import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { db } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { type Browser, browser, signIn, useApp } from "../../../support/app.ts";
import {
  digestOf,
  type MadeRepository,
  makeRepository,
  makeTag,
} from "../../../support/data/catalogue.ts";
import { ociIndex } from "../../../support/data/events.ts";
import { makeNamespace, makeTeam, makeUser } from "../../../support/data/factories.ts";
import { layer, storeImage, storeManifest, storeReferrer } from "../../../support/data/images.ts";

const app = await useApp();
const long = "a".repeat(128);

let repository: MadeRepository;
let owner: Browser;
const visitor = browser(app);

before(async () => {
  await makeUser({ admin: true });
  const user = await makeUser();
  const team = await makeTeam({ owners: [user] });
  const namespace = await makeNamespace({ team, visibility: "public" });
  repository = await makeRepository({ namespace, tagsCount: 8, immutableTags: ["1.5.*"] });
  owner = await signIn(app, user);
  await fill();
});

async function fill() {
  const arm = { config: { architecture: "arm64", variant: "v8" } };
  const signed = await storeImage(repository, {
    tag: "1.4.0",
    minute: 1,
    pushedBy: "mara",
    ...arm,
  });
  await makeTag(signed, "1.4", { minute: 1, pushedBy: "jonas" });
  await storeReferrer(repository, signed, "application/vnd.dev.cosign.artifact.sig.v1+json");
  const listed = await storeImage(repository, { tag: "1.5.0", minute: 2 });
  await storeReferrer(repository, listed, "application/spdx+json");
  const attested = await storeImage(repository, { tag: "2.0.0", minute: 3 });
  await storeReferrer(repository, attested, "application/vnd.in-toto+json");
  await storeReferrer(repository, attested, "application/vnd.in-toto+json");
  const old = {
    config: { mediaType: "application/vnd.oci.empty.v1+json", digest: digestOf("{}"), size: 2 },
    layers: [layer("c", 9, "application/vnd.cncf.helm.chart.content.v1.tar+gzip")],
  };
  await storeManifest(repository, old, { tag: "chart", minute: 4 });
  const cosigned = await storeImage(repository, { tag: "cosigned", minute: 5 });
  const signature = {
    config: null,
    layers: [layer("s", 9, "application/vnd.dev.cosign.simplesigning.v1+json")],
  };
  await storeManifest(repository, signature, {
    tag: `${cosigned.digest.replace(":", "-")}.sig`,
    minute: 6,
  });
  const { mediaType, digest, size } = attested;
  const manifests = [{ mediaType, digest, size, platform: { os: "linux", architecture: "s390x" } }];
  await storeManifest(repository, { manifests }, { tag: long, minute: 7, type: ociIndex });
  await db.manifest.update({ where: { id: listed.id }, data: { pulledAt: new Date() } });
}

/** The tags that a page lists, in its order. */
const listed = (text: string) =>
  [...text.matchAll(/<a class="tag" href="[^"]+">([^<]+)</g)].map(([, tag]) => tag);
const open = (query: Record<string, string | number>, it = visitor) =>
  it.get(paths.repository(repository, query));

const everything = [long, "cosigned", "chart", "2.0.0", "1.5.0", "1.4", "1.4.0"];

describe("each filter lists the tags that match, and says how many", () => {
  for (const [query, tags, chip] of [
    [{ name: "1.4" }, ["1.4", "1.4.0"], "name contains 1.4"],
    [{ name: "CHA" }, ["chart"], "name contains CHA"],
    [{ name: "*.0" }, ["2.0.0", "1.5.0", "1.4.0"], "name matches *.0"],
    [{ name: "1.* !1.5*" }, ["1.4", "1.4.0"], "name matches 1.* !1.5*"],
    [{ name: "{chart,2.*}" }, ["chart", "2.0.0"], "name matches {chart,2.*}"],
    [{ name: "_" }, [], "name contains _"],
    [{ version: "^1.4" }, ["1.5.0", "1.4", "1.4.0"], "version ^1.4"],
    [{ version: ">=1.5 <3" }, ["2.0.0", "1.5.0"], "version &gt;=1.5 &lt;3"],
    [{ platform: "linux/arm64" }, ["1.4", "1.4.0"], "for linux/arm64"],
    [{ platform: "linux/s390x" }, [long], "for linux/s390x"],
    [{ platform: "linux/arm" }, [], "for linux/arm"],
    [{ kind: "chart" }, ["chart"], "Helm chart"],
    [{ by: "mara" }, ["1.4.0"], "pushed by mara"],
    [{ unused: 30 }, everything.filter((tag) => tag !== "1.5.0"), "unused for 30 days"],
    [{ signed: 1 }, ["cosigned", "1.4", "1.4.0"], "signed"],
    [{ sbom: 1 }, ["1.5.0"], "with SBOM"],
    [{ attested: 1 }, ["2.0.0"], "attested"],
    [{ version: "1.x", signed: 1, by: "jonas" }, ["1.4"], "pushed by jonas"],
  ] as const)
    test(JSON.stringify(query), async () => {
      const { status, text } = await open(query);

      assert.equal(status, 200);
      assert.deepEqual(listed(text), tags);
      assert.match(text, new RegExp(`<p role="status">${tags.length} of 8 tags match`));
      assert.ok(text.replace(/>\s+/g, ">").includes(`>${chip}<`), chip);
      assert.equal(text.includes("No tag matches"), tags.length === 0);
    });
});

test("without a filter all tags are listed, and attachments only counted", async () => {
  const { text } = await open({});

  assert.deepEqual(listed(text), everything);
  assert.doesNotMatch(text, /tags match/);
  assert.match(text, new RegExp(`${digestOf("").slice(0, 7)}[0-9a-f]+#attachments">2 attachments`));
  assert.equal(text.match(/#attachments">1 attachment</g)?.length, 3);
  assert.match(text, /#private"><\/use><\/svg>immutable</);
  for (const mark of ["signed", "SBOM", "attested"])
    assert.match(text, new RegExp(`</svg>${mark}<`));
});

test("a chip and the head of a column are links that keep the rest", async () => {
  const { text } = await open({ name: "1", version: "^1", sort: "size" });

  for (const link of [
    { version: "^1", sort: "size" },
    { name: "1", sort: "size" },
    { name: "1", version: "^1", sort: "size", order: "asc" },
    { name: "1", version: "^1", sort: "version" },
  ])
    assert.ok(
      text.includes(`href="${paths.repository(repository, link).replaceAll("&", "&amp;")}"`),
      JSON.stringify(link),
    );
  assert.match(text, /<th scope="col" class="number" aria-sort="descending">/);
  assert.equal(text.match(/aria-sort/g)?.length, 1);
});

test("a name that is a tag leads to it", async () => {
  assert.match((await open({ name: "1.4" })).text, /Go to tag <span class="exact anywhere">1\.4</);
  assert.doesNotMatch((await open({ name: "1.4.*" })).text, /Go to tag/);
});

test("a digest with tags that do not match says how many", async () => {
  const { text } = await open({ name: "1.4.0" });

  assert.match(text, /and 1 tag that does not match/);
});

describe("a filter that cannot be read is explained, and nothing is listed", () => {
  for (const query of [
    "version=abc",
    "version=%3E%3D",
    "unused=0",
    "unused=1e9",
    "kind=castle",
    "signed=maybe",
    `name=${"x".repeat(300)}`,
    "name=a&name=b",
    "name={a",
    "name=!1",
    "name=a*%3Fb",
    `platform=${"y".repeat(101)}`,
  ])
    test(query, async () => {
      const { status, text } = await visitor.get(`${paths.repository(repository)}?${query}`);

      assert.equal(status, 200);
      assert.deepEqual(listed(text), []);
      assert.match(text, /Correct the filter/);
      assert.match(text, /class="field__error"|class="errors"/);
    });
});

test("beside a filter that cannot be read, the others keep their chips, and links that drop it", async () => {
  const query = "version=abc&kind=image&signed=1&sort=name";
  const { text } = await visitor.get(`${paths.repository(repository)}?${query}`);

  assert.match(text, /aria-label="Filters">[\s\S]*Image[\s\S]*signed[\s\S]*Remove all/);
  assert.match(text, /kind=image&amp;sort=name" aria-current="true">Signed/);
  assert.match(text, /name="version"[^>]*\s+value="abc"/);
  assert.deepEqual(listed(text), []);
});

for (const query of [
  "sort=beauty",
  "order=up",
  "older=x",
  "newer=%27%3B--",
  "sort=size&older=abc-1",
  "sort[]=name",
  "other=1",
])
  test(`an order or page that does not exist shows the usual list: ${query}`, async () => {
    const { status, text } = await visitor.get(`${paths.repository(repository)}?${query}`);

    assert.equal(status, 200);
    assert.deepEqual([...listed(text)].sort(), [...everything].sort());
  });

test("only people who may delete can delete ticked tags; everybody can compare two", async () => {
  const [theirs, public_] = [await open({ name: "1" }, owner), await open({ name: "1" })];

  for (const { text } of [theirs, public_]) {
    assert.match(text, /<input class="check__box" type="checkbox" name="tags" value="1\.4\.0"/);
    assert.match(text, /Compare two ticked tags/);
  }
  assert.match(theirs.text, /Delete selected tags/);
  assert.match(theirs.text, /Delete all 3 that match/);
  assert.doesNotMatch(public_.text, /Delete (selected|all)|Untagged/);
});

describe("the deletion of all that match", () => {
  const plan = (matching: string, it = owner) =>
    it.post(paths.planDeletion(repository), { matching });

  test("plans those tags and no others", async () => {
    await plan("version=%5E1.4&by=mara");
    const stored = await db.deletionPlan.findFirst({ orderBy: { id: "desc" } });

    assert.deepEqual(stored?.selection, { tags: ["1.4.0"] });
  });

  for (const [matching, why] of [
    ["", /no filter/],
    ["nmae=x", /Did you mean/],
    ["version=abc", /not a range/],
    ["name=nothing", /nothing to delete/],
  ] as const)
    test(`is refused for ${JSON.stringify(matching)}`, async () => {
      const { status, text } = await plan(matching);

      assert.equal(status, 422);
      assert.match(text, why);
    });

  test("is refused to people who may only pull", async () => {
    const other = await signIn(app, await makeUser());

    assert.equal((await plan("name=1", other)).status, 403);
  });
});
