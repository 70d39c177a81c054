import assert from "node:assert/strict";
import { before, test } from "node:test";
import { seed } from "../../prisma/seed.ts";
import { countDue } from "../../src/catalogue/sizes/count.ts";
import { db } from "../../src/platform/db/client.ts";
import { useDatabase } from "../support/database.ts";

await useDatabase();
before(seed);

test("each push in the activity of the demo data left the tag that it names", async () => {
  const pushes = await db.activity.findMany({ where: { key: "repository.push" } });

  assert.ok(pushes.some(({ actorName }) => actorName === "demo-owner"));
  for (const { repositoryId, details, at } of pushes) {
    const name = Object(details).tag;
    const tag = await db.tag.findFirst({ where: { repositoryId: repositoryId ?? 0, name } });
    assert.equal(tag?.pushedAt.getTime(), at.getTime(), `${name}`);
  }
});

test("the last push to a repository of the demo data is that of its newest tag", async () => {
  const tags = await db.tag.groupBy({ by: ["repositoryId"], _max: { pushedAt: true } });

  for (const { repositoryId, _max } of tags) {
    const { pushedAt, fullName } = await db.repository.findUniqueOrThrow({
      where: { id: repositoryId },
    });
    const apart = Math.abs(Number(pushedAt) - Number(_max.pushedAt));
    assert.ok(apart < 2 * 60_000, `${fullName}: ${apart} ms`);
  }
});

test("what a repository of the demo data stores is what its images contain", async () => {
  while ((await countDue()) > 0);

  const { id } = await db.repository.findFirstOrThrow({ where: { name: "rtl" } });
  const [image] = await db.manifest.findMany({ where: { repositoryId: id } });
  const { stored } = await db.repositorySize.findUniqueOrThrow({ where: { repositoryId: id } });
  assert.equal(stored, (image?.totalSize ?? 0n) + BigInt(image?.size ?? 0));
});
