import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { storeEarlierWords, storeLabelWords } from "../../../src/catalogue/images/labels.ts";
import { readQuery } from "../../../src/catalogue/images/references/own-hosts.ts";
import { search } from "../../../src/catalogue/search/search.ts";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import { db, type Manifest } from "../../../src/platform/db/client.ts";
import { digestOf, makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { actorOf, makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const digest = digestOf("one image in three repositories");
const config = digestOf("its configuration");
const layer = digestOf("its only layer");
const revision = "0123456789abcdef0123456789abcdef01234567";
const hex = digest.slice("sha256:".length);

function makeLayer({ id: manifestId }: Manifest, digest: string) {
  const mediaType = "application/vnd.oci.image.layer.v1.tar+gzip";
  return db.manifestLayer.create({ data: { manifestId, position: 0, digest, mediaType } });
}

/** As the reader and the counter of sizes store it. */
async function makeBlob({ repositoryId }: Manifest, digest: string): Promise<void> {
  await db.repositoryBlob.create({ data: { repositoryId, digest } });
  const { registryId } = await db.namespace.findFirstOrThrow({
    where: { repositories: { some: { id: repositoryId } } },
  });
  const blob = { registryId, digest, repositoryId };
  await db.registryBlob.createMany({ data: blob, skipDuplicates: true });
}

describe("what a search finds", () => {
  const actors: Record<string, Actor | null> = { anonymous: null };

  before(async () => {
    const [member, stranger] = [await makeUser(), await makeUser()];
    const admin = await makeUser({ admin: true });
    for (const [name, user] of Object.entries({ member, stranger, admin }))
      actors[name] = actorOf(user);
    const team = await makeTeam({ viewers: [member] });
    for (const visibility of ["private", "protected", "public"] as const) {
      const namespace = await makeNamespace({ name: `${visibility}-space`, visibility, team });
      const description = "Checks invoices of 100% of customers. ".repeat(3);
      const repository = await makeRepository({ namespace, name: "app", description });
      const manifest = await makeManifest(repository, { digest, configDigest: config });
      await makeTag(manifest, "2026.11");
      await makeLayer(manifest, layer);
      for (const blob of [config, layer]) await makeBlob(manifest, blob);
      const labels = { "org.opencontainers.image.revision": revision, Team: "Payments EU" };
      const annotations = { "org.example.owner": "somebody else" };
      const data = { config: { config: { Labels: labels } }, annotations };
      await db.manifest.update({ where: { id: manifest.id }, data });
      await db.$transaction((tx) => storeLabelWords(tx, manifest));
    }
    await db.$executeRaw`ANALYZE`;
  });

  const seen = { anonymous: 1, stranger: 2, member: 3, admin: 3 };
  const texts = {
    "a whole digest": ["digests", digest],
    "a short digest": ["digests", hex.slice(0, 7)],
    "a short digest with its algorithm": ["digests", `sha256:${hex.slice(0, 12)}`],
    "a name with a digest": ["digests", `space/app@sha256:${hex.slice(0, 20)}`],
    "an image ID": ["digests", config.slice(7, 19)],
    "a layer": ["layers", layer],
    "a short layer": ["layers", layer.slice(7, 14)],
    "a layer in a repository": ["layers", `space/app@${layer}`],
    "a tag alone": ["tags", "2026.11"],
    "the beginning of a tag": ["tags", "2026"],
    "a tag with a colon": ["tags", ":2026.11"],
    "a name with a tag": ["tags", "space/app:2026.11"],
    "the value of a label": ["labels", "payments eu"],
    "a label with its name": ["labels", "team=payments EU"],
    "a text that is said to be a label": ["labels", "label: Payments EU"],
    "an abbreviated commit": ["labels", "0123456"],
    "an annotation": ["labels", "somebody else"],
    "words of a description": ["descriptions", "customers INVOICES"],
    "a description with a wildcard": ["descriptions", "100%"],
  } as const;

  for (const [title, [kind, text]] of Object.entries(texts))
    for (const [name, count] of Object.entries(seen))
      test(`${title}: ${name} finds ${count}`, async () => {
        const results = await search(actors[name] ?? null, await readQuery(text), 20);

        assert.equal(results[kind].count, count);
        assert.equal(results[kind].rows.length, count);
      });

  test("a layer leads to an image with it, and what is no layer to none", async () => {
    const [own, images] = [
      await search(null, await readQuery(layer), 20),
      await search(null, await readQuery(config), 20),
    ];

    const [found] = own.layers.rows;
    assert.deepEqual([found?.fullName, found?.image], ["public-space/app", digest]);
    assert.deepEqual([own.digests.count, images.layers.count], [0, 0]);
  });

  test("a digest that begins otherwise is not found, nor one of another algorithm", async () => {
    for (const text of [
      `sha256:0${hex.slice(0, 12)}`,
      `sha512:${hex.slice(0, 12)}`,
      `sha512:${layer.slice(7, 19)}`,
    ]) {
      const { digests, layers } = await search(actors.admin ?? null, await readQuery(text), 20);
      assert.equal(digests.count + layers.count, 0, text);
    }
  });

  test("digits after the sixteenth count, too", async () => {
    const other = `${hex.slice(0, 30)}${hex[30] === "0" ? "1" : "0"}`;

    const { digests } = await search(actors.admin ?? null, await readQuery(other), 20);

    assert.equal(digests.count, 0);
  });

  test("a digest says its tag, and whether it was found by the image's ID", async () => {
    const [own, byId] = [
      await search(null, await readQuery(digest), 20),
      await search(null, await readQuery(config), 20),
    ];

    const facts = [own, byId].map(({ digests: { rows } }) => [rows[0]?.tag, rows[0]?.byConfig]);
    assert.deepEqual(facts, [
      ["2026.11", false],
      ["2026.11", true],
    ]);
  });

  test("a part of a label is no label", async () => {
    for (const text of ["payments", "team=pay", "01234"]) {
      const { labels } = await search(actors.admin ?? null, await readQuery(text), 20);
      assert.equal(labels.count, 0, text);
    }
  });

  test("images that were read before labels were searched are found after the job", async () => {
    const rows = await db.imageLabels.findMany({ orderBy: { manifestId: "asc" } });
    await db.imageLabels.deleteMany();
    const { id } = await db.manifest.findFirstOrThrow({ orderBy: { id: "desc" } });
    await db.imageLabelBackfill.updateMany({ data: { nextId: id } });

    assert.equal(await storeEarlierWords(), 3);

    assert.deepEqual(await db.imageLabels.findMany({ orderBy: { manifestId: "asc" } }), rows);
    assert.equal(await storeEarlierWords(), 0);
  });

  test("people are found by those who have to do with them", async () => {
    const [one] = await Promise.all([
      makeUser({ username: "zoe.quill", displayName: "Zoë Quill" }),
    ]);
    const friend = await makeUser();
    await makeTeam({ owners: [one], viewers: [friend] });
    const counts = [];
    for (const actor of [null, actors.stranger, actorOf(friend), actorOf(one), actors.admin])
      for (const text of ["quill", "zoë"])
        counts.push((await search(actor ?? null, await readQuery(text), 20)).people.count);

    assert.deepEqual(counts, [0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
  });

  test("descriptions are not searched for wildcards", async () => {
    const { descriptions } = await search(actors.admin ?? null, await readQuery("inv_ices"), 20);

    assert.equal(descriptions.count, 0);
  });
});
