import { before, test } from "node:test";
import { useDatabase } from "../../support/database.ts";
import { compareWithModel, compareWithSingles } from "../../support/histories/compare.ts";
import { compareStored, prepareDatabase } from "../../support/histories/stored.ts";

// test/long/histories.test.ts has 10 000 of them.

await useDatabase();

let webhookId: number;
before(async () => {
  webhookId = await prepareDatabase();
});

const seeds = Array.from({ length: 200 }, (_, n) => n + 1);

test("200 random histories applied by sets end as if each event was applied alone", () => {
  for (const seed of seeds) compareWithModel(seed);
});

test("200 random histories with immutable tags are the same by sets and one by one", () => {
  for (const seed of seeds) compareWithSingles(seed);
});

test("12 random histories in the database, some with a bad event, end as if each event was applied alone", () =>
  compareStored(seeds.slice(0, 12), webhookId));
