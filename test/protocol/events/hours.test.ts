import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { found, receive } from "./receiving.ts";

const now = new Date();
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();
const hourOf = (hours: number) => `${ago(hours).slice(0, 13)}:00:00.000Z`;

test("pushes and pulls are counted by hour for a day, and a repeated event only once", async () => {
  await receive({ tag: "1", at: ago(30) }, { tag: "2", at: ago(3) }, { tag: "3", at: ago(3) });
  await receive({ tag: "2", at: ago(3) });
  await receive({ action: "pull", tag: "2", at: ago(3) }, { action: "pull", tag: "2", at: ago(1) });
  await receive({ action: "pull", tag: "2", at: ago(30) });

  const { id: repositoryId } = await found();
  const rows = await db.hourlyCounts.findMany({
    where: { repositoryId },
    orderBy: { hour: "asc" },
  });
  assert.deepEqual(
    rows.map(({ hour, pushes, pulls }) => [hour.toISOString(), pushes, pulls]),
    [
      [hourOf(3), 2, 1],
      [hourOf(1), 0, 1],
    ],
  );
});

test("a deletion is no push", async () => {
  await receive({ tag: "1", at: ago(2) }, { tag: "2", at: ago(2) });
  await receive({ action: "delete", tag: "1", at: ago(1) });

  const where = { repositoryId: (await found()).id };
  const { _sum } = await db.hourlyCounts.aggregate({ where, _sum: { pushes: true } });
  assert.equal(_sum.pushes, 2);
});
