import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../src/db/client.ts";
import { eventOf } from "../support/events.ts";
import { a, at, b, found, ours, repository, tell, tellRaw } from "./telling.ts";

test("EVT-032: a pull is counted and dated, and makes no line of history", async () => {
  await tell({ tag: "latest", at: at(1) });

  await tell({ action: "pull", tag: "latest", at: at(5) });

  const { pulledAt, pullsCount, tags } = await found();
  const all = await db.activity.count({ where: { subject: repository } });
  assert.deepEqual([pulledAt, pullsCount], [new Date(at(5)), 1]);
  assert.deepEqual(tags[0]?.manifest.pulledAt, new Date(at(5)));
  assert.equal(all, 1);
});

test("EVT-034: a pull by digest dates every tag of the digest", async () => {
  await tell({ tag: "1", at: at(1) }, { tag: "2", at: at(1) }, { tag: "3", digest: b, at: at(1) });

  await tell({ action: "pull", digest: a, at: at(9) });

  const dates = (await found()).tags.map(({ manifest }) => manifest.pulledAt?.toISOString());
  assert.deepEqual(dates, [at(9), at(9), undefined]);
});

test("EVT-035: an event without its request is told by the host of its address, or is the only registry's", async () => {
  const { request: _, ...push } = eventOf(ours({ tag: "latest" }));
  push.target.url = `https://images.test.lan/v2/${repository}/manifests/${a}`;
  const { request: __, ...pull } = eventOf(ours({ action: "pull" }));
  delete (pull.target as { url?: string }).url;

  await tellRaw(push, pull);

  assert.equal((await found()).pullsCount, 1);
});

test("a look (HEAD) by tag keeps an image in use and is no pull; a look by digest is nothing", async () => {
  await tell({ tag: "latest", at: at(1) });

  await tell({ action: "pull", method: "HEAD", tag: "latest", at: at(3) });
  await tell({ action: "pull", method: "HEAD", at: at(7) });

  const { pulledAt, pullsCount } = await found();
  assert.deepEqual([pulledAt, pullsCount], [new Date(at(3)), 0]);
});

test("pulls are counted by digest and day, and Portus's own are not", async () => {
  await tell({ tag: "latest", at: at(1) });

  const pull = { action: "pull", at: at(2) };
  await tell(
    pull,
    pull,
    { ...pull, at: "2026-01-02T00:30:00+01:00" },
    { ...pull, actor: "portus" },
  );
  await tell({ ...pull, at: "2026-01-02T12:00:00Z" });

  const counts = await db.pullCount.findMany({
    where: { repository: { fullName: repository } },
    orderBy: { day: "asc" },
    select: { day: true, count: true, digest: true },
  });
  assert.deepEqual(counts, [
    { day: new Date("2026-01-01"), count: 3, digest: a },
    { day: new Date("2026-01-02"), count: 1, digest: a },
  ]);
  assert.equal((await found()).manifests[0]?.pullsCount, 4);
});
