import assert from "node:assert/strict";
import { test } from "node:test";
import { visibleRepositories } from "../../../src/catalogue/repositories/list.ts";
import { db } from "../../../src/platform/db/client.ts";
import { useDatabase } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace } from "../../support/data/factories.ts";

await useDatabase();

type Turn = { older?: string; newer?: string };

async function walk(first: Turn, way: "older" | "newer"): Promise<string[][]> {
  const pages: string[][] = [];
  for (let turn: Turn | undefined = first; turn && pages.length < 20; ) {
    const page = await visibleRepositories(null, {}, turn);
    pages.push(page.rows.map(({ name }) => name));
    const cursor = page[way];
    turn = cursor ? { [way]: cursor } : undefined;
  }
  return pages;
}

test("paging to older shows each repository once, even if many were pushed at the same time", async () => {
  const namespace = await makeNamespace({ visibility: "public" });
  for (let n = 0; n < 120; n += 1)
    await makeRepository({ namespace, pushedAt: new Date(Date.UTC(2026, 0, 1, 0, n >> 4)) });

  const pages = await walk({}, "older");

  assert.deepEqual(
    pages.map((page) => page.length),
    [50, 50, 20],
  );
  assert.equal(new Set(pages.flat()).size, 120);
});

test("paging back to newer shows the same pages, and the newest is full", async () => {
  const all = (await walk({}, "older")).flat();
  const oldest = await db.repository.findFirstOrThrow({
    orderBy: [{ pushedAt: "asc" }, { id: "asc" }],
  });

  const back = await walk(
    { newer: `t${oldest.pushedAt.getTime().toString(36)}~${oldest.id.toString(36)}` },
    "newer",
  );

  assert.deepEqual(back.at(-1), all.slice(0, 50));
  assert.deepEqual(back[0], all.slice(-51, -1));
});

test("a push between two pages does not change the next page", async () => {
  const first = await visibleRepositories(null, {}, {});
  const next = { older: first.older };
  const before = await visibleRepositories(null, {}, next);
  await makeRepository({ namespace: await makeNamespace({ visibility: "public" }) });

  const after = await visibleRepositories(null, {}, next);

  assert.deepEqual(
    after.rows.map(({ id }) => id),
    before.rows.map(({ id }) => id),
  );
});

for (const cursor of ["", "x", "-", "zzzzzzzzzzzzzzzzz-1", "1-zzzzzzzzzz", "1-1.5e9", "\0"])
  test(`an invalid cursor (${JSON.stringify(cursor)}) shows the newest page`, async () => {
    const page = await visibleRepositories(null, {}, { older: cursor });

    assert.equal(page.rows.length, 50);
    assert.equal(page.newer, undefined);
  });
