import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import {
  fetchPage,
  nearestFirst,
  type PageRequest,
  past,
} from "../../../src/platform/db/keyset.ts";
import { makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const at = new Date("2026-03-01T12:00:00Z");

test("rows of the same moment stand on one page each, there and back", async () => {
  const ids: number[] = [];
  for (let n = 0; n < 7; n += 1) ids.push((await makeUser()).id);
  await db.user.updateMany({ where: { id: { in: ids } }, data: { createdAt: at } });
  const names = new Map(ids.map((id, n) => [id, n]));
  const page = (request: PageRequest) =>
    fetchPage(request, {
      size: 3,
      find: (asked, take) =>
        db.user.findMany({
          where: { AND: [{ id: { in: ids } }, past(asked, "createdAt")] },
          orderBy: nearestFirst(asked, "createdAt"),
          take,
        }),
      position: ({ createdAt, id }) => ({ at: createdAt, id }),
    });
  const shown = async (request: PageRequest) =>
    (await page(request)).rows.map(({ id }) => names.get(id));
  const idOf = (n: number) => ({ at, id: ids[n] ?? 0 });

  assert.deepEqual(await shown({}), [6, 5, 4]);
  assert.deepEqual(await shown({ older: idOf(4) }), [3, 2, 1]);
  assert.deepEqual(await shown({ older: idOf(1) }), [0]);
  assert.deepEqual(await shown({ newer: idOf(0) }), [3, 2, 1]);
});

test("the condition bounds the column by itself, so that an index begins at the position", () => {
  const older = past({ older: { at, id: 7 } }, "createdAt");
  assert.deepEqual(older.createdAt, { lte: at });
  assert.deepEqual(past({}, "createdAt"), {});
});
