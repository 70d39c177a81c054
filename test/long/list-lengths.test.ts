import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { useApp } from "../support/app.ts";
import { makeManifest, makeRepository } from "../support/data/catalogue.ts";
import { makeRegistry, makeUser, password } from "../support/data/factories.ts";

const app = await useApp();
await makeRegistry();
const admin = await makeUser({ admin: true });

type Row = { id: number; name: string; username: string; digest: string };

async function get<T = Row[]>(path: string, who = admin) {
  const headers = { "Portus-Auth": `${who.username}:${password}` };
  const res = await fetch(`${app.url}/api/v1${path}`, { headers });
  return { status: res.status, headers: res.headers, json: (await res.json()) as T };
}

const numbers = (many: number) => Array.from({ length: many }, (_, n) => n);

test("A3: up to 100,000 tags are grouped; more are refused", async () => {
  const repository = await makeRepository({ tagsCount: 40_000 });
  for (const part of ["a", "b"])
    await db.$executeRaw`
      INSERT INTO tags (repository_id, manifest_id, name, author_name, pushed_by, pushed_at, applied_at, updated_at)
      SELECT ${repository.id}, ${(await makeManifest(repository)).id}, ${part} || n, '', '', now(), now(), now()
      FROM generate_series(1, 20000) AS n`;
  const path = `/repositories/${repository.id}/tags`;

  const { json } = await get<Row[][]>(`${path}/grouped`);
  await db.repository.update({ where: { id: repository.id }, data: { tagsCount: 100_001 } });
  const [grouped, all] = [await get(`${path}/grouped`), await get(path)];

  assert.deepEqual(
    json.map((group) => group.length),
    [20_000, 20_000],
  );
  assert.deepEqual([grouped.status, all.status], [422, 422]);
});

test("A3: all=true gives 10,000 rows, and says how to get the rest", async () => {
  await db.user.createMany({ data: numbers(9_000).map((n) => ({ username: `u${n}` })) });

  const all = await get("/users?all=true&sort_attr=username&sort_order=desc");
  await db.user.createMany({ data: numbers(2_000).map((n) => ({ username: `v${n}` })) });
  const tooMany = await get<{ message: { all: string[] } }>("/users?all=true");

  assert.equal(all.json.length, Number(all.headers.get("x-total")));
  assert.ok(all.json.length > 9_000);
  const names = all.json.map(({ username }) => username);
  assert.deepEqual(names, names.toSorted().toReversed());
  assert.equal(tooMany.status, 422);
  assert.match(tooMany.json.message.all[0] ?? "", /has at most 10000\. Request pages/);
});
