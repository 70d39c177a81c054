import assert from "node:assert/strict";
import { before, test } from "node:test";
import { db, type Namespace, type User } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { signIn, useApp } from "../../support/app.ts";
import { type MadeRepository, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makeNamespace, makeRegistry, makeTeam, makeUser } from "../../support/data/factories.ts";
import { storeImage } from "../../support/data/images.ts";
import { fakeRegistry } from "../../support/fakes/registry.ts";

// web/app with the tags v1 and latest of one image and beta of another; owned by Olga. Ada is an admin.

const app = await useApp();
const fake = await fakeRegistry();

let namespace: Namespace;
let repository: MadeRepository;
let digest: string;
let [ada, olga]: User[] = [];
before(async () => {
  await ensureKeys();
  await makeRegistry({ url: fake.url });
  [ada, olga] = [await makeUser({ admin: true }), await makeUser()];
  const team = await makeTeam({ owners: [olga] });
  namespace = await makeNamespace({ name: "web", team });
  repository = await makeRepository({ namespace, name: "app" });
  const image = await storeImage(repository, { tag: "v1" });
  digest = image.digest;
  await makeTag(image, "latest");
  await storeImage(repository, { tag: "beta" });
  await protect("v*");
});

const by = (user: User | undefined) => signIn(app, user as User);
const protect = (...immutableTags: string[]) =>
  db.repository.update({ where: { id: repository.id }, data: { immutableTags } });

const mark = /class="mark[^>]*>\s*<svg[\s\S]*?<\/svg>immutable(: [^<]*)?</g;
const marksIn = (text: string) => [...text.matchAll(mark)].map(([, names]) => names ?? "");

test("the page of an immutable tag says so, and what that means; that of another tag of its image names it", async () => {
  const page = async (tag: string) =>
    (await (await by(olga)).get(paths.image(repository, tag))).text;

  assert.deepEqual(marksIn(await page("v1")), ["", ": v1"]);
  assert.match(await page("v1"), /Portus reverts a push over it, and only admins may delete it\./);
  assert.deepEqual(marksIn(await page("latest")), [": v1"]);
  assert.deepEqual(marksIn(await page("beta")), []);
});

/** The page of the plan to delete what was posted. */
async function planPage(
  user: User | undefined,
  address: string,
  given: Record<string, string> = {},
) {
  const it = await by(user);
  const { location } = await it.post(address, given);
  assert.ok(location);
  return { text: (await it.get(location)).text, location };
}

test("the plan of a deletion names the immutable tags and says who may delete them", async () => {
  const address = paths.planDeletion(repository);
  const admins = await planPage(ada, address, { digest });
  const other = await planPage(olga, address, { tags: "beta" });

  assert.deepEqual(marksIn(admins.text), [": v1"]);
  assert.match(admins.text, /Only admins may delete immutable tags, and you are one\./);
  assert.deepEqual(marksIn(other.text), []);
  assert.doesNotMatch(other.text, /Only admins may delete/);
});

test("a plan of tags that became immutable says that an admin is needed", async () => {
  const { location } = await planPage(olga, paths.planDeletion(repository), { tags: "beta" });
  await protect("v*", "beta");

  const { text } = await (await by(olga)).get(location);
  await protect("v*");

  assert.deepEqual(marksIn(text), [": beta"]);
  assert.match(text, /Only admins may delete immutable tags\. Ask an admin, or change/);
});

test("the plan to delete a namespace says that it has immutable tags", async () => {
  const { text } = await planPage(ada, paths.namespaceDeletion(namespace));

  assert.deepEqual(marksIn(text), [": v1"]);
});
