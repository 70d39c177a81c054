import assert from "node:assert/strict";
import { test } from "node:test";
import { db, pool } from "../../../src/platform/db/client.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { readEnvelopeOffLoop } from "../../../src/protocol/events/envelope.ts";
import { storeEvents } from "../../../src/protocol/events/receive.ts";
import { eventOf, ociIndex } from "../../support/data/events.ts";
import { a, at, b, found, ours, receive, receiveRaw, repository } from "./receiving.ts";

test("EVT-032: a pull is counted and dated without an audit entry", async () => {
  await receive({ tag: "latest", at: at(1) });

  await receive({ action: "pull", tag: "latest", at: at(5) });

  const { pulledAt, pullsCount, tags } = await found();
  const all = await db.activity.count({ where: { subject: repository } });
  assert.deepEqual([pulledAt, pullsCount], [new Date(at(5)), 1n]);
  assert.deepEqual(tags[0]?.manifest.pulledAt, new Date(at(5)));
  assert.equal(all, 1);
});

test("EVT-034: a pull by digest dates every tag of the digest", async () => {
  await receive(
    { tag: "1", at: at(1) },
    { tag: "2", at: at(1) },
    { tag: "3", digest: b, at: at(1) },
  );

  await receive({ action: "pull", digest: a, at: at(9) });

  const dates = (await found()).tags.map(({ manifest }) => manifest.pulledAt?.toISOString());
  assert.deepEqual(dates, [at(9), at(9), undefined]);
});

test("EVT-035: an event without its request belongs to the registry at its URL's host, or to the only registry", async () => {
  const { request: _, ...push } = eventOf(ours({ tag: "latest" }));
  push.target.url = `https://images.test.lan/v2/${repository}/manifests/${a}`;
  const { request: __, ...pull } = eventOf(ours({ action: "pull" }));
  delete (pull.target as { url?: string }).url;

  await receiveRaw(push, pull);

  assert.equal((await found()).pullsCount, 1n);
});

test("a HEAD by tag counts as use but not as a pull, and a HEAD by digest as neither", async () => {
  await receive({ tag: "latest", at: at(1) });

  await receive({ action: "pull", method: "HEAD", tag: "latest", at: at(3) });
  await receive({ action: "pull", method: "HEAD", at: at(7) });

  const { pulledAt, pullsCount } = await found();
  assert.deepEqual([pulledAt, pullsCount], [new Date(at(3)), 0n]);
});

test("pulls are counted by digest and day, and Portus's own are not", async () => {
  await receive({ tag: "latest", at: at(1) });

  const pull = { action: "pull", at: at(2) };
  await receive(
    pull,
    pull,
    { ...pull, at: "2026-01-02T00:30:00+01:00" },
    { ...pull, actor: "portus" },
  );
  await receive({ ...pull, at: "2026-01-02T12:00:00Z" });

  const counts = await db.pullCount.findMany({
    where: { repository: { fullName: repository } },
    orderBy: { day: "asc" },
    select: { day: true, count: true, digest: true },
  });
  assert.deepEqual(counts, [
    { day: new Date("2026-01-01"), count: 3n, digest: a },
    { day: new Date("2026-01-02"), count: 1n, digest: a },
  ]);
  assert.equal((await found()).manifests[0]?.pullsCount, 4n);
});

test("a pull of a multi-platform image is one pull of its repository, and one of each manifest that was fetched", async () => {
  await receive({ tag: "latest", mediaType: ociIndex, at: at(1) }, { digest: b, at: at(1) });
  const { id: repositoryId, manifests } = await found();
  const index = manifests.find(({ digest }) => digest === a);
  await db.manifestChild.create({
    data: { manifestId: index?.id ?? 0, position: 0, digest: b, mediaType: "", size: 1 },
  });

  await receive({ action: "pull", tag: "latest", digest: a, at: at(2) });
  await receive({ action: "pull", digest: b, at: at(3) });

  const days = await db.dailyPulls.findMany({ where: { repositoryId } });
  const digests = await db.pullCount.findMany({ where: { repositoryId } });
  assert.deepEqual(days, [{ repositoryId, day: new Date("2026-01-01"), count: 1n }]);
  assert.deepEqual(digests.map(({ digest, count }) => [digest, count]).sort(), [
    [a, 1n],
    [b, 1n],
  ]);
});

test("300 pulls at once write each row once", async () => {
  await receive({ tag: "latest", at: at(1) });
  await countWrites("repositories", "manifests", "daily_pulls", "pull_counts");
  const events = Array.from({ length: 300 }, () => eventOf(ours({ action: "pull", at: at(5) })));

  await storeEvents(await readEnvelopeOffLoop(JSON.stringify({ events }), new Date()));
  await applyPending();

  const { rows } = await pool.query("SELECT name, count(*)::int FROM writes GROUP BY name");
  assert.equal((await found()).pullsCount, 300n);
  assert.deepEqual(rows.map(({ name, count }) => `${name}: ${count}`).sort(), [
    "daily_pulls: 1",
    "manifests: 1",
    "pull_counts: 1",
    "repositories: 1",
  ]);
});

/** From now on every row of these tables that is written leaves a row in `writes`. */
async function countWrites(...tables: string[]): Promise<void> {
  await pool.query(`CREATE TABLE writes (name text);
    CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO writes VALUES (TG_TABLE_NAME); RETURN NULL; END $$;`);
  for (const table of tables)
    await pool.query(`CREATE TRIGGER note_write AFTER INSERT OR UPDATE ON ${table}
      FOR EACH ROW EXECUTE FUNCTION note_write()`);
}
