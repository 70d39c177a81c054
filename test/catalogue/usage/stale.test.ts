import assert from "node:assert/strict";
import { before, test } from "node:test";
import { staleImages } from "../../../src/catalogue/usage/stale.ts";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import { bytesOf } from "../../../src/lifecycle/deletion/plan/manifest-graph-source.ts";
import { currentContents } from "../../../src/lifecycle/deletion/plan/plan.ts";
import { db, type Namespace, type Repository } from "../../../src/platform/db/client.ts";
import { PageQuery } from "../../../src/platform/db/keyset.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { ociIndex } from "../../support/data/events.ts";
import { actorOf, makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { storeImage, storeManifest, storeReferrer } from "../../support/data/images.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
let namespace: Namespace;
let repository: Repository;
let viewer: Actor;
let owner: Actor;
let admin: Actor;

before(async () => {
  const [olga, vera, ada] = [await makeUser(), await makeUser(), await makeUser({ admin: true })];
  const team = await makeTeam({ owners: [olga], viewers: [vera] });
  namespace = await makeNamespace({ team });
  repository = await makeRepository({ namespace });
  [owner, viewer, admin] = [actorOf(olga), actorOf(vera), actorOf(ada)];
});

/** A tagged image that was pushed and pulled the given number of days ago. */
async function imageOf(
  { pushed, pulled, tag }: { pushed: number; pulled?: number; tag: string },
  place = repository,
) {
  const at = { pushedAt: ago(pushed), pulledAt: pulled === undefined ? null : ago(pulled) };
  const image = await makeManifest(place, at);
  await makeTag(image, tag, { pushedAt: ago(pushed) });
  return image;
}

const tagsOf = async (place: { id: number } | null, days = 90, actor = admin) =>
  (await staleImages(actor, { namespace: place, days }, {})).rows.flatMap(({ tags }) => tags);

test("images that were neither pushed nor pulled for the given days are listed, longest unused first", async () => {
  await imageOf({ pushed: 400, pulled: 100, tag: "pulled-long-ago" });
  await imageOf({ pushed: 300, tag: "never-pulled" });
  await imageOf({ pushed: 400, pulled: 2, tag: "old-and-in-use" });
  await imageOf({ pushed: 5, tag: "new" });

  assert.deepEqual(await tagsOf(namespace), ["never-pulled", "pulled-long-ago"]);
  assert.deepEqual(await tagsOf(namespace, 180), ["never-pulled"]);
  assert.deepEqual(await tagsOf(null), ["never-pulled", "pulled-long-ago"]);
});

test("parts of an index, signatures and untagged manifests are not listed", async () => {
  const place = await makeRepository({ namespace: await makeNamespace() });
  const image = await storeImage(place);
  const { mediaType, digest, size } = image;
  const index = { manifests: [{ mediaType, digest, size }] };
  await storeManifest(place, index, { type: ociIndex, tag: "multi" });
  const signature = await makeManifest(place);
  await makeTag(signature, `sha256-${"a".repeat(64)}.sig`);
  const within = { id: place.namespaceId };

  assert.deepEqual(await tagsOf(within), ["multi"]);

  await db.manifest.update({ where: { id: image.id }, data: { pulledAt: ago(1) } });
  assert.deepEqual(await tagsOf(within), [], "somebody pulls one of its platforms by digest");
});

test("an old image with a recently pushed tag is in use", async () => {
  const place = await makeRepository({ namespace: await makeNamespace() });
  const image = await imageOf({ pushed: 300, tag: "1.0" }, place);
  await makeTag(image, "stable", { pushedAt: ago(1) });

  assert.deepEqual(await tagsOf({ id: place.namespaceId }), []);
});

test("images of hidden repositories are not listed, and the others say whether the viewer may delete them", async () => {
  const place = await makeRepository({ namespace: await makeNamespace({ visibility: "public" }) });
  const within = { id: place.namespaceId };
  await imageOf({ pushed: 300, tag: "1.0" }, place);
  const [seen] = (await staleImages(viewer, { namespace: within, days: 90 }, {})).rows;
  assert.equal(seen?.canDelete, false);

  await db.repository.update({ where: { id: place.id }, data: { visibility: "private" } });

  assert.deepEqual(await tagsOf(within, 90, viewer), []);
  const own = await staleImages(owner, { namespace, days: 90 }, {});
  assert.ok(own.rows.every((it) => it.canDelete));
});

test("an image frees as many bytes as its deletion plan says", async () => {
  const place = await makeRepository({ namespace: await makeNamespace() });
  const platform = await storeImage(place);
  const { mediaType, digest, size } = platform;
  const index = { manifests: [{ mediaType, digest, size }] };
  const multi = await storeManifest(place, index, { type: ociIndex, tag: "multi" });
  await storeReferrer(place, multi, "application/vnd.in-toto+json");
  const { rows } = await staleImages(admin, { namespace: { id: place.namespaceId }, days: 90 }, {});

  const { deleted } = await currentContents(place.id, { digest: multi.digest });
  const digests = deleted.map((it) => it.digest);
  const { freed } = await bytesOf({ repositoryId: place.id }, digests);

  assert.equal(digests.length, 3);
  assert.ok(freed > 0n);
  assert.deepEqual(
    rows.map((it) => [it.digest, it.freed]),
    [[multi.digest, freed]],
  );
});

test("paging forward and back shows each image once", async () => {
  const place = await makeRepository({ namespace: await makeNamespace() });
  for (let n = 0; n < 30; n += 1) await imageOf({ pushed: 300, tag: `t${n}` }, place);
  const asked = { namespace: { id: place.namespaceId }, days: 90 };

  const first = await staleImages(admin, asked, {});
  const second = await staleImages(admin, asked, PageQuery.parse({ older: first.older }));
  const back = await staleImages(admin, asked, PageQuery.parse({ newer: second.newer }));

  assert.deepEqual([first.rows.length, second.rows.length, second.older], [25, 5, undefined]);
  assert.equal(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size, 30);
  assert.deepEqual(back.rows, first.rows);
});
