import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchSorted, type Part, type SortColumn } from "../../../src/platform/db/sorted.ts";

interface Row {
  id: number;
  name: string;
  seenAt: Date | null;
  pulls: bigint;
}

const columns = {
  id: { field: "id", kind: "id", usual: "desc" },
  name: { field: "name", kind: "text", usual: "asc" },
  seen: { field: "seenAt", kind: "time", usual: "desc", nullable: true },
  pulls: { field: "pulls", kind: "count", usual: "desc" },
} as const satisfies Record<string, SortColumn<Row>>;

const day = (n: number) => new Date(Date.UTC(2026, 0, n));
const names = ["b", "a", "ä~1", "b", "🦭", "", "a~b"];
const rows: Row[] = Array.from({ length: 23 }, (_, at) => ({
  id: at + 1,
  name: names[at % names.length] ?? "",
  seenAt: at % 3 === 0 ? null : day(1 + (at % 5)),
  pulls: BigInt(at % 4) * 10n ** 17n,
}));

/** What Prisma does with a part, for these rows. */
async function find({ where, orderBy, take }: Part): Promise<Row[]> {
  const found = rows.filter((row) => matches(row, where));
  return found.sort((one, other) => compared(one, other, orderBy)).slice(0, take);
}

type Value = Row[keyof Row];
const order = (a: Value, b: Value) => {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return a < b ? -1 : Number(a > b);
};

function matches(row: Row, where: object): boolean {
  return Object.entries(where).every(([key, condition]) => {
    if (key === "OR") return condition.some((one: object) => matches(row, one));
    const value = row[key as keyof Row];
    if (condition === null) return value === null;
    return Object.entries(condition as Record<string, Value>).every(([is, than]) => {
      if (is === "not") return value !== than;
      if (value === null) return false;
      const sign = order(value, than);
      return { lt: sign < 0, lte: sign <= 0, gt: sign > 0, gte: sign >= 0 }[is];
    });
  });
}

function compared(one: Row, other: Row, by: object[]): number {
  for (const part of by)
    for (const [key, direction] of Object.entries(part)) {
      const sign = order(one[key as keyof Row], other[key as keyof Row]);
      if (sign !== 0) return direction === "asc" ? sign : -sign;
    }
  return 0;
}

const count = async () => rows.length;
const pageOf = (query: object) => fetchSorted<Row>(columns, query, { size: 4, find, count });

for (const sort of ["id", "name", "seen", "pulls"] as const)
  for (const order of ["asc", "desc"])
    test(`by ${sort}, ${order}: pages go there and back without gaps and repeats`, async () => {
      const forth: number[][] = [];
      let page = await pageOf({ sort, order });
      for (;;) {
        forth.push(page.rows.map(({ id }) => id));
        if (!page.older) break;
        page = await pageOf({ sort, order, older: page.older });
      }
      const back: number[][] = [];
      while (page.newer) {
        page = await pageOf({ sort, order, newer: page.newer });
        back.unshift(page.rows.map(({ id }) => id));
      }

      const expected = await find({
        where: {},
        orderBy: [{ [columns[sort].field]: order }, { id: order }],
        take: 99,
      });
      assert.deepEqual(
        forth.flat(),
        expected.map(({ id }) => id),
      );
      assert.deepEqual(back[0], forth[0]);
      assert.equal(new Set(back.flat()).size, back.flat().length);
    });

test("an odd order or page shows the first page in the usual order", async () => {
  const first = (await pageOf({})).rows;
  for (const query of [
    { sort: "password" },
    { sort: "constructor" },
    { sort: ["name", "seen"] },
    { order: "sideways" },
    { older: "x" },
    { older: "t~1" },
    { newer: "n~zzzzzzz" },
    { older: `x${"a".repeat(1000)}~1` },
  ])
    assert.deepEqual((await pageOf(query)).rows, first, JSON.stringify(query));
  const { read } = (await pageOf({ sort: "bogus", order: "up" })).sorting;
  assert.deepEqual(Object.values(read), [undefined, undefined, undefined, undefined]);
});

test("a page of one order is not read in another", async () => {
  const { rows, sorting } = await pageOf({ sort: "seen", older: "xname~1" });

  assert.deepEqual(rows, (await pageOf({ sort: "seen" })).rows);
  assert.equal(sorting.read.older, undefined);
});
