import assert from "node:assert/strict";
import { test } from "node:test";
import { ensureNoImmutableTagsIn } from "../../../src/lifecycle/immutable/guard.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { actorOf, makeNamespace, makeUser } from "../../support/data/factories.ts";
import { immutablePatterns } from "../../support/data/immutable-patterns.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

/** The id of a namespace whose only repository has one tag. */
async function namespaceWith(tag: string, patterns: { namespace: string[]; repository: string[] }) {
  const namespace = await makeNamespace({ immutableTags: patterns.namespace });
  const immutableTags = patterns.repository;
  await makeTag(await makeManifest(await makeRepository({ namespace, immutableTags })), tag);
  return namespace.id;
}

for (const [title, namespace, repository, expected] of immutablePatterns)
  test(`when a namespace is deleted: ${title}`, async () => {
    const owner = actorOf(await makeUser());
    const patterns = { namespace: [...namespace], repository: [...repository] };
    const found: Record<string, boolean> = {};
    for (const tag of Object.keys(expected)) {
      const id = await namespaceWith(tag, patterns);
      found[tag] = await ensureNoImmutableTagsIn(owner, [id]).then(
        () => false,
        () => true,
      );
    }
    assert.deepEqual(found, expected);
  });

test("signatures do not stop the deletion of a namespace", async () => {
  const owner = actorOf(await makeUser());
  const tag = `sha256-${"a".repeat(64)}.sig`;

  await ensureNoImmutableTagsIn(owner, [
    await namespaceWith(tag, { namespace: ["*"], repository: [tag] }),
  ]);
});

test("an underscore is not a wildcard when a namespace is deleted", async () => {
  const owner = actorOf(await makeUser());
  const patterns = { namespace: ["v_1"], repository: [] };

  await ensureNoImmutableTagsIn(owner, [await namespaceWith("vx1", patterns)]);
  const id = await namespaceWith("v_1", patterns);
  await assert.rejects(ensureNoImmutableTagsIn(owner, [id]), /v_1 is immutable here/);
});

test("admins may delete a namespace with immutable tags; a robot may not, even one marked as admin", async () => {
  const id = await namespaceWith("v1", { namespace: ["v*"], repository: [] });
  const admin = actorOf(await makeUser({ admin: true }));

  await ensureNoImmutableTagsIn(admin, [id]);
  await assert.rejects(ensureNoImmutableTagsIn({ ...admin, robot: true }, [id]), /v1 is immutable/);
});
