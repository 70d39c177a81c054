import assert from "node:assert/strict";
import { before, test } from "node:test";
import { countDue } from "../../../../src/catalogue/sizes/count.ts";
import { biggestImages } from "../../../../src/catalogue/sizes/map/images.ts";
import type { Namespace } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { type Browser, signIn, useApp } from "../../../support/app.ts";
import { type MadeRepository, makeRepository } from "../../../support/data/catalogue.ts";
import { actorOf, makeNamespace, makeTeam, makeUser } from "../../../support/data/factories.ts";
import { layer, storeImage } from "../../../support/data/images.ts";

const app = await useApp();
let namespace: Namespace;
let secret: Namespace;
let open: MadeRepository;
let hidden: MadeRepository;
let [member, stranger, admin]: Browser[] = [];

before(async () => {
  const viewer = await makeUser();
  const team = await makeTeam({ viewers: [viewer] });
  namespace = await makeNamespace({ team, name: "web", visibility: "public" });
  secret = await makeNamespace({ name: "vault", visibility: "private" });
  open = await makeRepository({ namespace, name: "site" });
  hidden = await makeRepository({ namespace, name: "prototype", visibility: "private" });
  const shared = layer("base", 20_000_000);
  await storeImage(open, { tag: "1.0", layers: [shared, layer("site", 2_000_000)] });
  await storeImage(hidden, { tag: "0.1", layers: [shared, layer("prototype", 70_000_000)] });
  await storeImage(await makeRepository({ namespace: secret, name: "keys" }), {
    tag: "7",
    layers: [layer("keys", 400_000_000)],
  });
  while ((await countDue()) > 0);
  member = await signIn(app, viewer);
  stranger = await signIn(app, await makeUser());
  admin = await signIn(app, await makeUser({ admin: true }));
});

const openPage = async (person: Browser | undefined, path: string) =>
  (await person?.get(path))?.text ?? "";

test("the dashboard leads to the map of sizes, which leads to the biggest images", async () => {
  assert.match(await openPage(admin, paths.home()), /href="\/sizes"/);

  const text = await openPage(admin, paths.treemap());

  assert.match(text, /aria-label="vault 400 MB frees 400 MB if deleted"/);
  assert.match(text, /aria-label="web 92\.0 MB frees 92\.0 MB if deleted"/);
  const [, images = ""] = text.split('id="biggest"');
  const names = [...images.matchAll(/<a href="[^"]*\/-\/sha256[^"]*">([^<]+)</g)].map(
    ([, it]) => it,
  );
  assert.deepEqual(names, ["vault/keys", "web/prototype", "web/site"]);
});

test("a stranger sees no private repository in the map, and none of its bytes in a sum", async () => {
  for (const path of [paths.treemap(), paths.treemap({ namespace: namespace.id })]) {
    const text = await openPage(stranger, path);

    assert.doesNotMatch(text, /vault|prototype|400 MB|9\d\.0 MB|70\.0 MB/, path);
    assert.match(text, /22\.0 MB/, path);
  }
  assert.match(
    await openPage(stranger, paths.treemap()),
    /web 22\.0 MB frees 2\.0 MB if deleted\. Only what you may see/,
  );
  const refused = await stranger?.get(paths.treemap({ namespace: secret.id }));
  assert.equal(refused?.status, 404);
});

test("a namespace in which nothing is hidden has the same size for everyone", async () => {
  const all = await makeNamespace({
    registryId: namespace.registryId,
    name: "all",
    visibility: "public",
  });
  for (const name of ["one", "two"])
    await storeImage(await makeRepository({ namespace: all, name }), {
      tag: "1",
      layers: [layer("common", 30_000_000), layer(name, 1_000_000)],
    });
  while ((await countDue()) > 0);

  for (const person of [admin, stranger])
    assert.match(
      await openPage(person, paths.treemap()),
      /"all 32\.0 MB frees 32\.0 MB if deleted"/,
    );
});

test("a member sees the whole namespace, and of each repository which part is shared", async () => {
  assert.match(await openPage(member, paths.treemap()), /"web 92\.0 MB frees 92\.0 MB if deleted"/);

  const text = await openPage(member, paths.treemap({ namespace: namespace.id }));

  assert.match(text, /"prototype 90\.0 MB frees 70\.0 MB if deleted"/);
  assert.match(text, new RegExp(`href="${paths.repositorySizes(hidden)}"`));
  assert.match(text, /class="map__shared" y="77\.8%"/);
});

test("the sizes of a repository are drawn above their table", async () => {
  const text = await openPage(stranger, paths.repositorySizes(open));

  assert.match(text, /aria-label="1\.0 22\.0 MB frees 2\.0 MB if deleted"/);
});

test("the biggest images are found in whichever repository they are", async () => {
  const crowd = await makeNamespace({ visibility: "public" });
  for (let n = 0; n < 11; n += 1) {
    const repository = await makeRepository({ namespace: crowd });
    for (const tag of ["1", "2"])
      await storeImage(repository, { tag, layers: [layer(`${n} ${tag}`, 1_000_000)] });
  }
  const single = await makeRepository({ namespace: crowd, name: "single" });
  await storeImage(single, { tag: "big", layers: [layer("big", 1_500_000)] });
  while ((await countDue()) > 0);
  const owner = await makeUser();

  const images = await biggestImages(actorOf(owner), crowd);

  assert.equal(images.length, 10);
  assert.deepEqual(images[0]?.tags, ["big"]);
});

test("an empty namespace has no map, and an unreadable one leads to all of them", async () => {
  const empty = await makeNamespace({ visibility: "public" });

  assert.match(
    await openPage(stranger, paths.treemap({ namespace: empty.id })),
    /Nothing stored yet/,
  );
  for (const odd of ["x", "-1", "99999999999", "1;2"])
    assert.match(await openPage(stranger, paths.treemap({ namespace: odd })), /id="map-0"/);
});
