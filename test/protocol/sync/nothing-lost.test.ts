import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { fakeCatalog } from "../../support/fakes/catalog.ts";
import { catalogue, everything, removeAtOnce, sync, useSync } from "../../support/sync.ts";

await useSync();

const json = { "content-type": "application/json" };
const troubles: [string, RegExp, (res: ServerResponse) => void][] = [
  [
    "SYN-015: 404 to the catalogue",
    /_catalog/,
    (res) => res.writeHead(404).end("404 page not found"),
  ],
  ["SYN-016: 500 to the catalogue", /_catalog/, (res) => res.writeHead(500).end("broken")],
  ["503 to everything", /./, (res) => res.writeHead(503).end()],
  ["401 to everything", /./, (res) => res.writeHead(401).end("{}")],
  [
    "404 of a proxy to everything",
    /./,
    (res) => bare(res).writeHead(404).end("<h1>Not found</h1>"),
  ],
  [
    "404 of a proxy to all but the catalogue",
    /tags|manifests/,
    (res) => bare(res).writeHead(404).end("no"),
  ],
  [
    "404 with an unknown code",
    /tags|manifests/,
    (res) => res.writeHead(404, json).end(`{"errors":[{"code":"X"}]}`),
  ],
  ["SYN-013: 500 to each tags/list", /tags/, (res) => res.writeHead(500).end()],
  ["500 to each manifest", /manifests/, (res) => res.writeHead(500).end()],
  ["garbage for a catalogue", /_catalog/, (res) => res.end("\u0000<html>")],
  ["garbage for lists of tags", /tags/, (res) => res.end("[[[")],
  ["JSON of another kind for everything", /./, (res) => res.writeHead(200, json).end(`{"tags":7}`)],
  ["an empty catalogue", /_catalog/, (res) => res.writeHead(200, json).end(`{"repositories":[]}`)],
  [
    "null for a catalogue",
    /_catalog/,
    (res) => res.writeHead(200, json).end(`{"repositories":null}`),
  ],
  ["an empty answer to everything", /./, (res) => res.writeHead(200).end()],
  ["a broken connection", /./, (res) => res.destroy()],
  ["nothing at all", /tags/, () => {}],
  [
    "a catalogue that leads back to itself",
    /_catalog/,
    (res) =>
      res
        .writeHead(200, { ...json, link: "</v2/_catalog?last=x>; rel=next" })
        .end(`{"repositories":["app"]}`),
  ],
];
for (const [title, path, answer] of troubles)
  test(`a sync that gets ${title} loses nothing`, async () => {
    const fake = await fakeCatalog({ app: { one: "a", two: "b" }, "web/app": { one: "c" } });
    await sync(fake);
    const before = await everything();
    fake.overrides.push({ path, answer: (_req, res) => answer(res) });

    const timeouts = { connect: 500, total: 500 };
    await sync(fake, { timeouts });
    await sync(fake, { timeouts });

    assert.deepEqual(await everything(), before);
    assert.equal(await db.drift.count({ where: { kind: "missing" } }), 0);
  });

test("a storage that is suddenly empty is left to the admin and removes nothing", async () => {
  removeAtOnce();
  const fake = await fakeCatalog({ app: { one: "a" }, "web/app": { one: "c" } });
  await sync(fake);
  const before = await everything();
  fake.repositories = {};

  await sync(fake);
  const run = await sync(fake);

  assert.match(run.note ?? "", /use the right storage/);
  assert.deepEqual(await everything(), before);
  const drifts = await db.drift.findMany({ orderBy: { repository: "asc" } });
  assert.deepEqual(
    drifts.map(({ repository, tag, kind, checks }) => [repository, tag, kind, checks]),
    [
      ["app", "", "missing", 0],
      ["web/app", "", "missing", 0],
    ],
  );
});

test("a repository that exists but is not listed is not missing", async () => {
  const fake = await fakeCatalog({ web: { one: "a" }, "web/app": { one: "b" } });
  await sync(fake);
  const list = `{"repositories":["web/app"]}`; // as some 3.x registries do
  fake.overrides.push({
    path: /_catalog/,
    answer: (_req, res) => res.writeHead(200, json).end(list),
  });

  const run = await sync(fake);

  assert.deepEqual([run.repositories, run.missing], [2, 0]);
});

test("a repository of manifests without tags is not missing", async () => {
  const fake = await fakeCatalog({ app: { one: "a" } });
  await sync(fake);
  await db.tag.deleteMany();
  fake.repositories = { app: { one: "a" }, other: { one: "b" } };
  const empty = `{"name":"app","tags":null}`;
  fake.overrides.push({
    path: /app.tags/,
    answer: (_req, res) => res.writeHead(200, json).end(empty),
  });

  const run = await sync(fake);

  assert.equal(run.missing, 0);
});

test("SYN-012, SYN-020: one repository without an answer keeps its tags, and the others are synced", async () => {
  const fake = await fakeCatalog({ app: { one: "a" }, other: { one: "b" }, third: { one: "c" } });
  await sync(fake);
  fake.repositories = { ...fake.repositories, other: { one: "d" } };
  fake.overrides.push({ path: /app.tags/, answer: (_req, res) => res.writeHead(500).end() });

  const run = await sync(fake);

  assert.deepEqual([run.state, run.moved, run.unreadable], ["finished", 1, 1]);
  assert.deepEqual(await catalogue(), {
    app: { one: "a" },
    other: { one: "d" },
    third: { one: "c" },
  });
  const [drift] = await db.drift.findMany();
  assert.deepEqual([drift?.repository, drift?.kind], ["app", "unreadable"]);
});

function bare(res: ServerResponse): ServerResponse {
  res.removeHeader("docker-distribution-api-version");
  return res;
}
