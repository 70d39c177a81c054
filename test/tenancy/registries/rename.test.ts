import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { db, transaction } from "../../../src/platform/db/client.ts";
import { formerHostWarning } from "../../../src/registry/former-hosts.ts";
import { ensureRegistry } from "../../../src/registry/registries.ts";
import {
  createPersonalNamespace,
  ensureGlobalNamespace,
} from "../../../src/tenancy/namespaces/own-namespaces.ts";
import { renameRegistry } from "../../../src/tenancy/registries/rename.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeRegistry, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const now = config.registry.host;
const before = "former.test.lan:5000";

const start = (host: string) =>
  ensureRegistry({ registry: { ...config.registry, host } }).then((registry) =>
    transaction((tx) => ensureGlobalNamespace(tx, registry)),
  );

/** An instance with a repository that starts again with another PORTUS_REGISTRY_HOST. */
beforeEach(async () => {
  await db.registry.deleteMany();
  await db.team.deleteMany();
  await start(before);
  const registry = await db.registry.findFirstOrThrow();
  const person = await makeUser();
  await transaction((tx) => createPersonalNamespace(tx, registry, person));
  const registryId = registry.id;
  const namespace = await makeNamespace({ name: "web", registryId });
  await makeRepository({ namespace, name: "app" });
  await start(now);
});

test("R14: a changed PORTUS_REGISTRY_HOST is said, with the command that moves the registry", async () => {
  const warning = await formerHostWarning();

  assert.match(warning?.text ?? "", /former\.test\.lan:5000 stay behind/);
  assert.match(warning?.next ?? "", new RegExp(`registry rename ${before} ${now}`));
});

test("R14: the command moves namespaces, repositories and hidden teams to the new host", async () => {
  const said = await renameRegistry({ from: before, to: now, replace: false });

  const registries = await db.registry.findMany();
  const teams = (await db.team.findMany({ where: { hidden: true } })).map(({ name }) => name);
  assert.deepEqual(
    registries.map(({ hostname, name }) => [hostname, name]),
    [[now, now]],
  );
  assert.equal(
    await db.repository.count({ where: { namespace: { registry: { hostname: now } } } }),
    1,
  );
  assert.ok(teams.includes(`global/${now}`), teams.join());
  assert.ok(!teams.some((name) => name.includes(before)), teams.join());
  assert.match(said, /1 repository/);
  assert.equal(await formerHostWarning(), null);
  assert.equal(
    (await db.activity.count({ where: { key: "registry.update", subject: now } })) > 0,
    true,
  );
});

test("R14: what was pushed under the new host meanwhile is dropped only if that is asked for", async () => {
  const { id: registryId } = await db.registry.findUniqueOrThrow({ where: { hostname: now } });
  await makeRepository({
    namespace: await makeNamespace({ name: "late", registryId }),
    name: "app",
  });
  const hosts = { from: before, to: now };

  await assert.rejects(
    renameRegistry({ ...hosts, replace: false }),
    /already has 1 repository.*--replace/,
  );
  await renameRegistry({ ...hosts, replace: true });

  const names = (await db.namespace.findMany({ where: { kind: "team" } })).map(({ name }) => name);
  assert.deepEqual(names, ["web"]);
});

test("R14: a registry that is not there can't be renamed, and nothing changes", async () => {
  await assert.rejects(
    renameRegistry({ from: "nowhere:5000", to: now, replace: true }),
    /no such registry/,
  );

  assert.equal(await db.registry.count(), 2);
});

for (const [to, problem] of [
  ["not a host", /Enter host or host:port/],
  ["registry", /Clients take this for a namespace/],
  ["registry.test.lan:70000", /port/],
  [`${"a".repeat(256)}.lan:5000`, /too long: the limit is 255/],
  ["mirror.test.lan:5000", /another one has this host already/],
] as const)
  test(`R14: ${to.slice(0, 30)} is refused as the new host, and nothing changes`, async () => {
    await makeRegistry({
      hostname: "other.test.lan:5000",
      externalHostname: "mirror.test.lan:5000",
    });

    await assert.rejects(renameRegistry({ from: before, to, replace: true }), problem);

    assert.equal(await db.registry.count({ where: { hostname: before } }), 1);
  });
