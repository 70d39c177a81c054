import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { countDue } from "../../../../src/catalogue/sizes/count.ts";
import { recordSizes } from "../../../../src/catalogue/sizes/history/record.ts";
import { db, type Namespace } from "../../../../src/platform/db/client.ts";
import { makeRepository } from "../../../support/data/catalogue.ts";
import { makeNamespace } from "../../../support/data/factories.ts";
import { layer, storeImage } from "../../../support/data/images.ts";
import { useDatabase } from "../../../support/database.ts";

await useDatabase();

const noon = new Date("2026-03-01T12:00:00Z");
const later = (days: number, hours = 0) =>
  new Date(noon.getTime() + days * 86_400_000 + hours * 3_600_000);
const dayOf = (at: Date) => at.toISOString().slice(0, 10);
let namespace: Namespace;

async function push(bytes: number): Promise<void> {
  const repository = await makeRepository({ namespace });
  await storeImage(repository, { tag: "1", layers: [layer(`${bytes}`, bytes)] });
  while ((await countDue()) > 0);
}

async function recorded() {
  const days = await db.namespaceSizeDay.findMany({
    where: { namespaceId: namespace.id },
    orderBy: { day: "asc" },
  });
  return days.map(({ day, stored }) => [dayOf(day), Math.round(Number(stored) / 1e6)]);
}

beforeEach(async () => {
  await db.namespaceSizeDay.deleteMany();
  await db.storedDay.deleteMany();
  namespace = await makeNamespace();
  await push(5_000_000);
});

test("a day has one row for each namespace and one for everything, however often it is recorded", async () => {
  await recordSizes(noon);
  await recordSizes(later(0, 1));

  assert.deepEqual(await recorded(), [["2026-03-01", 5]]);
  assert.equal(await db.storedDay.count(), 1);
});

test("the last record of a day stays", async () => {
  await recordSizes(noon);
  await push(7_000_000);
  await recordSizes(later(0, 5));
  await recordSizes(later(1));

  assert.deepEqual(await recorded(), [
    ["2026-03-01", 12],
    ["2026-03-02", 12],
  ]);
});

test("days are deleted after 400 days", async () => {
  await recordSizes(noon);
  await recordSizes(later(400));
  assert.equal((await recorded()).length, 2);

  await recordSizes(later(401));

  assert.deepEqual((await recorded())[0]?.[0], dayOf(later(400)));
  assert.equal(await db.storedDay.count(), 2);
});

test("the history of a namespace is deleted with it", async () => {
  await recordSizes(noon);

  await db.namespace.delete({ where: { id: namespace.id } });

  assert.deepEqual(await recorded(), []);
});
