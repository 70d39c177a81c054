import assert from "node:assert/strict";
import { test } from "node:test";
import { prunePulls } from "../../../src/catalogue/usage/prune.ts";
import { db } from "../../../src/platform/db/client.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const day = (ago: number) => new Date(new Date().setUTCHours(0, 0, 0, 0) - ago * 86_400_000);

test("daily pulls of a digest are kept for 90 days, those of a repository for two years", async () => {
  const { id: repositoryId } = await makeRepository();
  for (const ago of [0, 89, 91])
    await db.pullCount.create({ data: { repositoryId, digest: "a", day: day(ago), count: 1 } });
  for (const ago of [0, 91, 729, 731])
    await db.dailyPulls.create({ data: { repositoryId, day: day(ago), count: 1 } });

  assert.equal(await prunePulls(), 2);

  const digests = await db.pullCount.findMany({ orderBy: { day: "desc" } });
  const sums = await db.dailyPulls.findMany({ orderBy: { day: "desc" } });
  assert.deepEqual(
    digests.map((it) => it.day),
    [day(0), day(89)],
  );
  assert.deepEqual(
    sums.map((it) => it.day),
    [day(0), day(91), day(729)],
  );
});
