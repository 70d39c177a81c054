import assert from "node:assert/strict";
import { before, test } from "node:test";
import { countDue } from "../../../../src/catalogue/sizes/count.ts";
import { db, type Namespace } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { browser, signIn, useApp } from "../../../support/app.ts";
import { digestOf, type MadeRepository, makeRepository } from "../../../support/data/catalogue.ts";
import { ociIndex, ociManifest } from "../../../support/data/events.ts";
import { makeNamespace, makeTeam, makeUser, unique } from "../../../support/data/factories.ts";
import { layer, storeImage, storeManifest } from "../../../support/data/images.ts";
import { recordPush } from "../../../support/data/pushes.ts";

const app = await useApp();
const it = browser(app);

let bases: Namespace;
let site: MadeRepository;
before(async () => {
  await makeUser({ admin: true });
  bases = await makeNamespace({ name: "base", visibility: "public" });
  const web = await makeNamespace({ name: "web", visibility: "public" });
  site = await makeRepository({ namespace: web, name: "site" });
});

const stack = (...names: string[]) => names.map((name) => layer(name));
const agent = { id: null, username: "mara" };

/** Points a tag to a digest, as a push event does. */
const move = (repository: MadeRepository, tag: string, digest: string, minute: number) =>
  db.$transaction((tx) =>
    recordPush(tx, {
      namespace: bases,
      repository: repository.fullName,
      digest,
      mediaType: ociManifest,
      size: 1,
      tag,
      agent,
      at: `2026-01-02T00:${String(minute).padStart(2, "0")}:00.000000Z`,
    }),
  );

const aside = async (reference: string, person = it) => {
  const { text } = await person.get(paths.image(site, reference));
  return (
    /Base image<\/h2>([\s\S]*?)<\/section>/.exec(text)?.[1]?.replace(/<[^>]*>|\s+/g, " ") ?? ""
  );
};

test("an image stands on the longest list of layers that begins its own, up to date or outdated", async () => {
  const node = await makeRepository({ namespace: bases, name: unique("node") });
  const small = await storeImage(node, { layers: stack("os") });
  const large = await storeImage(node, { layers: stack("os", "node") });
  await move(node, "slim", small.digest, 1);
  await move(node, "20", large.digest, 2);
  await storeImage(site, { tag: "built", layers: stack("os", "node", "app") });
  await storeImage(site, { tag: "same", layers: stack("os", "node") });
  await storeImage(site, { tag: "other", layers: stack("node", "os", "app") });

  await countDue();

  const current = await aside("built");
  const { text } = await it.get(paths.image(site, "built"));
  await move(node, "20", digestOf("newer"), 3);
  const outdated = await aside("built");

  assert.match(current, /:20 .*up to date.*2 layers of this image come from it/);
  assert.equal(text.match(/badge--accent">\s*base/g)?.length, 2);
  assert.match(text, new RegExp(`Also in[\\s\\S]*?${node.name}`));
  assert.match(outdated, /:20 .*outdated.*moved.*What changed in/);
  assert.match(await aside("same"), /:slim .*1 layer of this image comes from it/);
  assert.equal(await aside("other"), "");
});

test("a base in a private repository of others is not named, even if the image names it", async () => {
  const owner = await makeUser();
  const team = await makeTeam({ owners: [owner] });
  const namespace = await makeNamespace({ name: unique("private"), team });
  const hidden = await makeRepository({ namespace, name: "runtime" });
  await storeImage(hidden, { tag: "1", layers: stack("secret os") });
  await storeImage(site, { tag: "on-secret", layers: stack("secret os", "app") });
  await storeImage(site, {
    tag: "says-secret",
    annotations: { "org.opencontainers.image.base.name": `${hidden.fullName}:1` },
  });
  const [own, foreign] = [await signIn(app, owner), await signIn(app, await makeUser())];

  assert.match(await aside("on-secret", own), /runtime/);
  for (const person of [foreign, it]) {
    const { text } = await person.get(paths.image(site, "on-secret"));
    assert.doesNotMatch(text, /Base image|runtime|Also in/);
    assert.match(await aside("says-secret", person), /not among the repositories here/);
    assert.doesNotMatch(await aside("says-secret", person), /up to date|outdated/);
  }
});

test("the base that an image names decides, by digest or else by its layers", async () => {
  const named = await makeRepository({ namespace: bases, name: unique("named") });
  const old = await storeImage(named, { layers: stack("n1") });
  const other = await storeImage(named, { layers: stack("n2") });
  await move(named, "1", old.digest, 1);
  await move(named, "1", other.digest, 2);
  const naming = (digest?: string) => ({
    "org.opencontainers.image.base.name": `${named.fullName}:1`,
    ...(digest && { "org.opencontainers.image.base.digest": digest }),
  });
  await storeImage(site, { tag: "by-digest", annotations: naming(other.digest) });
  await storeImage(site, { tag: "by-old", annotations: naming(old.digest) });
  await storeImage(site, { tag: "by-layers", layers: stack("n1", "x"), annotations: naming() });
  await storeImage(site, { tag: "unknown", annotations: naming() });
  await storeImage(site, { tag: "lost", annotations: naming(digestOf("lost")) });
  const label = { config: { Labels: naming(old.digest) } };
  await storeImage(site, { tag: "by-label", config: label });

  assert.match(await aside("by-digest"), /:1 .*up to date/);
  assert.match(await aside("by-old"), /:1 .*outdated/);
  assert.match(await aside("by-layers"), /:1 .*outdated.*1 layer of this image comes/);
  assert.match(await aside("unknown"), /:1 .*unknown which version/);
  assert.match(await aside("lost"), /:1 .*unknown which version/);
  assert.match(await aside("by-label"), /:1 .*outdated/);
});

test("a base of several platforms is found by the image of one, and named by the tag of its index", async () => {
  const multi = await makeRepository({ namespace: bases, name: unique("multi") });
  const platform = { os: "linux", architecture: "amd64" };
  const indexOf = async (...layers: string[]) => {
    const part = await storeImage(multi, { layers: stack(...layers) });
    const { mediaType, digest, size } = part;
    return storeManifest(
      multi,
      { manifests: [{ mediaType, digest, size, platform }] },
      { type: ociIndex },
    );
  };
  await move(multi, "3", (await indexOf("m1")).digest, 1);
  await storeImage(site, { tag: "on-multi", layers: stack("m1", "x") });
  assert.match(await aside("on-multi"), /:3 .*up to date/);

  await move(multi, "3", (await indexOf("m2")).digest, 2);
  assert.match(await aside("on-multi"), /:3 .*outdated/);
});

test("hostile names of a base are shown as text", async () => {
  const hostile = "</p><script>alert(1)</script>‮";
  const annotations = { "org.opencontainers.image.base.name": hostile };
  await storeImage(site, { tag: "hostile", annotations });
  const { status, text } = await it.get(paths.image(site, "hostile"));

  assert.equal(status, 200);
  assert.ok(!text.includes("<script>alert"));
});

test("the page of a base lists the images that stand on it, in repositories that the viewer may see", async () => {
  const owner = await makeUser();
  const team = await makeTeam({ owners: [owner] });
  const secret = await makeNamespace({ name: unique("secret"), team });
  const hidden = await makeRepository({ namespace: secret, name: "api" });
  const [below, own] = [unique("below"), unique("own")];
  await storeImage(site, { tag: "a-base", layers: stack(below, own) });
  for (const [repository, ...layers] of [
    [site, below, own, "one"],
    [site, below, own, "two"],
    [hidden, below, own, "three"],
    [site, below, own], // a copy
    [site, own, below, "other order"],
    [site, "other", own, "other start"],
  ] as [MadeRepository, ...string[]][])
    await storeImage(repository, { layers: stack(...layers) });
  const sectionOf = async (person: typeof it) => {
    const { text } = await person.get(paths.image(site, "a-base"));
    return /(\d+) images? on this base<\/h2>([\s\S]*?)<\/section>/.exec(text) ?? [];
  };

  const [, seen, places = ""] = await sectionOf(it);
  const [, all, allPlaces = ""] = await sectionOf(await signIn(app, owner));

  assert.equal(seen, "2");
  assert.doesNotMatch(places, /api/);
  assert.equal(all, "3");
  assert.match(allPlaces, /secret\d*\/api/);
});
