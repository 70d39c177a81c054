import assert from "node:assert/strict";
import { test } from "node:test";
import { countDue } from "../../../src/catalogue/sizes/count.ts";
import { db } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makeNamespace, makeUser } from "../../support/data/factories.ts";
import { layer, storeImage } from "../../support/data/images.ts";

const app = await useApp();

/** The names of a page's rows, in order, and where its pager leads. */
function listIn(text: string) {
  const names = [...text.matchAll(/<th scope="row"[^>]*><a [^>]*>([^<]+)</g)].map(([, it]) => it);
  const link = (rel: string) => new RegExp(`rel="${rel}" href="([^"]+)"`).exec(text)?.[1];
  return { names, larger: link("prev"), smaller: link("next") };
}

test("the images of a repository are listed by size, a page at a time", async () => {
  const repository = await makeRepository();
  const sizes = Array.from({ length: 102 }, (_, n) => n + 1);
  for (const n of sizes)
    await storeImage(repository, { tag: `of-${n}-kb`, layers: [layer(`${n}`, n * 1000)] });
  while ((await countDue()) > 0);
  const admin = await signIn(app, await makeUser({ admin: true }));
  const open = async (path: string | undefined) => listIn((await admin.get(path ?? "")).text);

  const first = await open(paths.repositorySizes(repository));
  const second = await open(first.smaller);

  const names = sizes.map((n) => `of-${n}-kb`).reverse();
  assert.deepEqual(first, {
    names: names.slice(0, 100),
    larger: undefined,
    smaller: first.smaller,
  });
  assert.deepEqual(second, { names: names.slice(100), larger: second.larger, smaller: undefined });
  assert.deepEqual(await open(second.larger), first);
  assert.deepEqual(await open(paths.repositorySizes(repository, { from: 500 })), first);
});

test("an image is listed with its newest three tags and how many more it has", async () => {
  const repository = await makeRepository();
  const image = await storeImage(repository, { tag: "1" });
  for (const minute of [2, 3, 4, 5]) await makeTag(image, `${minute}`, { minute });
  while ((await countDue()) > 0);
  const admin = await signIn(app, await makeUser({ admin: true }));

  const { text } = await admin.get(paths.repositorySizes(repository));

  assert.deepEqual(listIn(text).names, ["5, 4, 3"]);
  assert.match(text, /and 2 more tags/);
});

test("after an upgrade, the page says that images are being counted until they are", async () => {
  const repository = await makeRepository({ tagsCount: 1 });
  await storeImage(repository, { tag: "1.0" });
  while ((await countDue()) > 0);
  const sizes = await db.imageSize.findMany();
  await db.imageSize.deleteMany();
  const admin = await signIn(app, await makeUser({ admin: true }));

  const before = await admin.get(paths.repositorySizes(repository));
  await db.imageSize.createMany({ data: sizes });
  const after = await admin.get(paths.repositorySizes(repository));

  assert.match(before.text, /Images are being counted/);
  assert.doesNotMatch(before.text, /No tagged images/);
  assert.doesNotMatch(after.text, /being counted/);
  assert.deepEqual(listIn(after.text).names, ["1.0"]);
});

test("the repositories of a namespace are listed by size, a page at a time", async () => {
  const namespace = await makeNamespace();
  for (let n = 100; n <= 200; n += 1)
    await storeImage(await makeRepository({ namespace, name: `app-${n}` }), {});
  while ((await countDue()) > 0);
  const admin = await signIn(app, await makeUser({ admin: true }));
  const open = async (path: string | undefined) => listIn((await admin.get(path ?? "")).text);

  const first = await open(paths.namespaceSizes(namespace));
  const second = await open(first.smaller);

  assert.equal(first.names.length, 100);
  assert.equal(second.names.length, 1);
  assert.equal(new Set([...first.names, ...second.names]).size, 101);
  assert.deepEqual(await open(second.larger), first);
});
