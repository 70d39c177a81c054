import { before, test } from "node:test";
import { useDatabase } from "../support/database.ts";
import { compareWithModel, compareWithSingles } from "../support/histories/compare.ts";
import { compareStored, prepareDatabase } from "../support/histories/stored.ts";

await useDatabase();

let webhookId: number;
before(async () => {
  webhookId = await prepareDatabase();
});

const seeds = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

test("10,000 random histories applied by sets end as if each event was applied alone", () => {
  for (const seed of seeds(10_000)) compareWithModel(seed);
});

test("10,000 random histories with immutable tags are the same by sets and one by one", () => {
  for (const seed of seeds(10_000)) compareWithSingles(seed);
});

test("300 random histories in the database, some with a bad event, end as if each event was applied alone", () =>
  compareStored(seeds(300), webhookId));
