import assert from "node:assert/strict";
import { test } from "node:test";
import { importRegistry } from "../../../src/operations/import/registry.ts";
import { db } from "../../../src/platform/db/client.ts";
import { makeNamespace, makePerson, makeRegistry, makeTeam } from "../../support/data/factories.ts";
import { fakeCatalog } from "../../support/fakes/catalog.ts";
import { catalogue, useSync } from "../../support/sync.ts";
import { imported, outcomes, person, planOf, reasonOf, reportIn, rowCounts } from "./imports.ts";

await useSync();

const host = "registry.test.lan:5000";

async function registryWith(repositories: Record<string, Record<string, string>>) {
  const fake = await fakeCatalog(repositories, { pageSize: 2 });
  const registry = await makeRegistry();
  return {
    fake,
    registry: await db.registry.update({ where: { id: registry.id }, data: { url: fake.url } }),
  };
}

const read = async (options = {}) =>
  reportIn(await importRegistry(host, { ...options, json: true }));

test("a registry that has images comes over by a sync, and each namespace is reported", async () => {
  const { registry } = await registryWith({
    alpine: { latest: "a" },
    "shop/web": { 1: "b", 2: "c" },
    "shop/api": { 1: "d" },
    "ours/app": { 1: "e" },
    "mara/tool": { 1: "f" },
    "Not/Valid": {},
  });
  const team = await makeTeam({}, { name: "platform" });
  await makeNamespace({ name: "ours", team, registryId: registry.id });
  const { namespace } = await makePerson({ username: "mara" });
  await db.namespace.update({ where: { id: namespace.id }, data: { registryId: registry.id } });
  const before = await rowCounts();

  const tried = await read({ "dry-run": true });
  assert.deepEqual(await rowCounts(), before);
  assert.deepEqual(await catalogue(), {});
  const report = await read();

  assert.deepEqual(outcomes(report), outcomes(tried));
  assert.deepEqual(outcomes(report), {
    "namespace top-level images": "exists",
    "namespace shop": "create",
    "namespace ours": "exists",
    "namespace mara": "exists",
    "namespace 1 repository": "refused",
  });
  assert.equal(reasonOf(report, "shop"), "2 repositories, private, of no team yet");
  assert.equal(reasonOf(report, "ours"), "1 repository, of the team platform");
  assert.equal(reasonOf(report, "mara"), "1 repository, of a person");
  assert.match(report.next.join("\n"), /repositories and 6 tags checked: 6 tags imported/);
  assert.match(report.next.join("\n"), /Transfer them on their pages/);
  assert.equal(Object.keys(await catalogue()).length, 5);
  assert.equal((await read()).totals.create, 0);
});

test("a namespace that a sync found belongs to no team, until --merge gives it to that of the source", async () => {
  const { registry } = await registryWith({ "shop/web": { 1: "a" } });
  await read();
  const plan = planOf({
    people: [person("olga")],
    teams: [{ name: "shop", description: "", members: [{ person: "olga", role: "owner" }] }],
    namespaces: [{ name: "shop", team: "shop", visibility: "protected", description: "" }],
  });

  const without = await imported(plan);
  assert.equal(outcomes(without)["namespace shop"], "refused");
  assert.match(without.decisions.at(-1)?.why ?? "", /Add --merge to transfer it/);
  const merged = await imported(plan, { merge: true });
  assert.equal(outcomes(merged)["namespace shop"], "create");

  const shop = await db.namespace.findFirstOrThrow({
    where: { name: "shop", registryId: registry.id },
    include: { team: true, _count: { select: { repositories: true } } },
  });
  assert.deepEqual(
    [shop.team.name, shop.visibility, shop._count.repositories],
    ["shop", "protected", 1],
  );
  assert.equal(outcomes(await imported(plan))["namespace shop"], "exists");
});

test("a registry that does not answer, or that is not known, changes nothing", async () => {
  const { fake } = await registryWith({ "shop/web": { 1: "a" } });
  fake.overrides.push({ path: /_catalog/, answer: (_req, res) => res.writeHead(500).end() });

  await assert.rejects(read(), /500/);
  await assert.rejects(importRegistry("elsewhere:5000", {}), /no registry elsewhere:5000/);
  assert.deepEqual(await catalogue(), {});
});
