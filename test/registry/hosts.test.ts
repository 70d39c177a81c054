import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../src/platform/config/config.ts";
import { registryAt } from "../../src/registry/hosts.ts";
import {
  findEnvironmentRegistry,
  findRegistryByHost,
  registryOrDefault,
} from "../../src/registry/registries.ts";
import { addRegistry } from "../../src/tenancy/registries/registries.ts";
import { actorOf, by, makeRegistry, makeUser } from "../support/data/factories.ts";
import { useDatabase } from "../support/database.ts";

await useDatabase();

const registry = {
  hostname: "localhost:5000",
  externalHostname: "Reg.Example.org",
  url: "http://inner:5000",
};

const same = [
  "localhost:5000",
  "LOCALHOST:5000",
  "localhost.:5000",
  "127.0.0.1:5000",
  "[::1]:5000",
  "reg.example.org",
  "reg.example.org.",
  "reg.example.org:443",
  "REG.example.org:80",
  "inner:5000",
];
for (const host of same)
  test(`${host} is one of the registry's names`, () => {
    assert.equal(registryAt(host, [registry]), registry);
  });

test("a host name takes precedence over the URL of another registry", () => {
  const moved = { hostname: "new.test.lan", externalHostname: null, url: "http://localhost:5000" };
  const second = { ...moved, url: "http://reg.example.org" };

  for (const host of ["localhost:5000", "reg.example.org"])
    assert.equal(registryAt(host, [moved, second, registry]), registry);
});

for (const host of ["localhost", "localhost:5001", "reg.example.org:5000", "example.org", "inner"])
  test(`${host} is another registry`, () => {
    assert.equal(registryAt(host, [registry]), null);
  });

test("an unknown host means the default registry", () => {
  const own = { ...registry, hostname: config.registry.host };

  assert.equal(registryOrDefault("proxy.test.lan:8080", [registry, own]), own);
  assert.equal(registryOrDefault("localhost:5000", [own, registry]), registry);
});

test("a registry is not added twice, however its host is written", async () => {
  const admin = actorOf(await makeUser({ admin: true }));
  const own = await makeRegistry(); // the environment's
  const other = await makeRegistry({
    hostname: "127.0.0.1:5050",
    externalHostname: "outside.test.lan",
  });
  const input = {
    name: "again",
    url: "http://x",
    externalHostname: null,
    ca: null,
    pin: null,
    force: true,
  };

  for (const hostname of [
    "localhost:5050",
    "[::1]:5050",
    "outside.test.lan.",
    "outside.test.lan:443",
  ])
    await assert.rejects(addRegistry(by(admin), { ...input, hostname }), /has this host already/);
  await assert.rejects(
    addRegistry(by(admin), {
      ...input,
      hostname: "new.test.lan",
      externalHostname: "localhost:5050",
    }),
    /has this host already/,
  );

  assert.equal((await findRegistryByHost("localhost:5050"))?.id, other.id);
  assert.equal((await findEnvironmentRegistry("REGISTRY.test.lan.:5000"))?.id, own.id);
  assert.equal(await findEnvironmentRegistry("localhost:5050"), null);
});
