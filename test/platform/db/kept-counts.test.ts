import assert from "node:assert/strict";
import { test } from "node:test";
import { db, pool } from "../../../src/platform/db/client.ts";
import {
  foldCounts,
  keptCounts,
  keptPulls,
  refreshRecentPulls,
} from "../../../src/platform/db/kept-counts.ts";
import { makeNamespace } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();
const { id: namespaceId, registryId } = await makeNamespace();

/** Statements of the kinds that change what is counted. `n` is random. */
const changes: ((n: number) => string)[] = [
  (n) => `INSERT INTO users (username, updated_at) VALUES ('u${n}', now()) ON CONFLICT DO NOTHING`,
  (n) => `DELETE FROM users WHERE id % 7 = ${n % 7}`,
  (n) => `INSERT INTO repositories (namespace_id, name, full_name, tags_count, updated_at)
    SELECT ${namespaceId}, 'r' || k, 'n/r' || k, ${n % 50}, now() FROM generate_series(${n % 40}, ${(n % 40) + 5}) k
    ON CONFLICT (namespace_id, name) DO UPDATE SET tags_count = repositories.tags_count + 1`,
  (n) => `UPDATE repositories SET tags_count = ${n % 30} WHERE id % 3 = ${n % 3}`,
  (n) => `DELETE FROM repositories WHERE id % 11 = ${n % 11}`,
  (n) => `INSERT INTO registry_blobs (registry_id, digest, repository_id, size)
    SELECT ${registryId}, 'd' || k, 1, CASE WHEN k % 3 > 0 THEN ${n} END FROM generate_series(${n % 60}, ${(n % 60) + 9}) k
    ON CONFLICT (registry_id, digest) DO UPDATE SET size = coalesce(registry_blobs.size, 0) + 1`,
  (n) =>
    `UPDATE registry_blobs SET size = NULLIF(size % 1000, ${n % 10}) WHERE digest LIKE '%${n % 10}'`,
  (n) => `DELETE FROM registry_blobs WHERE digest LIKE '%${n % 10}'`,
  (n) => `INSERT INTO daily_pulls AS known (repository_id, day, count)
    SELECT id, (now() AT TIME ZONE 'UTC')::date - (id + ${n}) % 100, 1 + ${n % 9} FROM repositories WHERE id % 4 = ${n % 4}
    ON CONFLICT (repository_id, day) DO UPDATE SET count = known.count + excluded.count`,
  (n) => `UPDATE daily_pulls SET day = day - 1 WHERE repository_id % 13 = ${n % 13} AND NOT EXISTS (
    SELECT FROM daily_pulls other WHERE other.repository_id = daily_pulls.repository_id AND other.day < daily_pulls.day)`,
  (n) => `DELETE FROM daily_pulls WHERE day < now() - interval '${80 + (n % 20)} days'`,
];

const steps = 400;

test("kept counts are those of a recount after any changes, rolled back or not", async () => {
  let seed = 20_261_129;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed >> 8;
  };

  for (let step = 1; step <= steps; step += 1) {
    const statement = changes[random() % changes.length]?.(random()) ?? "";
    await pool.query(random() % 9 === 0 ? `BEGIN; ${statement}; ROLLBACK` : statement);
    if (random() % 10 === 0) await foldCounts();

    if (step % 20 === 0) assert.deepEqual(await kept(), await recounted(), `after step ${step}`);
  }
});

test("a new day begins new sums of the last days", async () => {
  await pool.query("UPDATE kept_counts SET day = day - 3 WHERE name = 'recent pulls'");
  await pool.query("UPDATE recent_pulls SET days30 = days30 + 5");

  await refreshRecentPulls();

  assert.deepEqual(await kept(), await recounted());
});

test("a fold leaves one row for each count and no change", async () => {
  await pool.query("INSERT INTO users (username, updated_at) VALUES ('last', now())");
  const before = await keptCounts();

  await foldCounts();

  assert.equal(await db.countChange.count(), 0);
  assert.equal(await db.keptCount.count({ where: { name: "users" } }), 1);
  assert.deepEqual(await keptCounts(), before);
});

async function kept() {
  const recent = await pool.query(
    "SELECT repository_id, days30::text, days90::text FROM recent_pulls WHERE days90 > 0 ORDER BY 1",
  );
  const pulls = await keptPulls(new Date(0));
  const days = [...pulls].filter(([, count]) => count !== 0).sort(([a], [b]) => a - b);
  return { counts: await keptCounts(), days, recent: recent.rows };
}

async function recounted() {
  const counts = await pool.query(`SELECT (SELECT count(*) FROM users) AS users,
    count(*) AS repositories, coalesce(sum(tags_count), 0) AS tags,
    (SELECT coalesce(sum(size), 0) FROM registry_blobs) AS "stored bytes" FROM repositories`);
  const pulls = await db.dailyPulls.groupBy({
    by: ["day"],
    _sum: { count: true },
    orderBy: { day: "asc" },
  });
  const recent = await pool.query(`SELECT repository_id,
      coalesce(sum(count) FILTER (WHERE day > today - 30), 0)::text AS days30, sum(count)::text AS days90
    FROM daily_pulls, (SELECT (now() AT TIME ZONE 'UTC')::date AS today) AS now
    WHERE day > today - 90 GROUP BY repository_id ORDER BY 1`);
  return {
    counts: Object.fromEntries(
      Object.entries(counts.rows[0]).map(([name, value]) => [name, BigInt(String(value))]),
    ),
    days: pulls.map(({ day, _sum }) => [day.getTime(), Number(_sum.count)]),
    recent: recent.rows,
  };
}
