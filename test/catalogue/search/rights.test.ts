import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { readQuery, search } from "../../../src/catalogue/search/search.ts";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import { db } from "../../../src/platform/db/client.ts";
import { digestOf, makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { actorOf, makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const digest = digestOf("one image in three repositories");
const config = digestOf("its configuration");
const hex = digest.slice("sha256:".length);

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
    "a tag alone": ["tags", "2026.11"],
    "the beginning of a tag": ["tags", "2026"],
    "a tag with a colon": ["tags", ":2026.11"],
    "a name with a tag": ["tags", "space/app:2026.11"],
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

  test("a digest that begins otherwise is not found, nor one of another algorithm", async () => {
    for (const text of [`sha256:0${hex.slice(0, 12)}`, `sha512:${hex.slice(0, 12)}`]) {
      const { digests } = await search(actors.admin ?? null, await readQuery(text), 20);
      assert.equal(digests.count, 0, text);
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

  test("descriptions are not searched for wildcards", async () => {
    const { descriptions } = await search(actors.admin ?? null, await readQuery("inv_ices"), 20);

    assert.equal(descriptions.count, 0);
  });
});
