import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseChecks } from "../../../src/operations/doctor/instance/database.ts";
import { hostChecks } from "../../../src/operations/doctor/registry/events.ts";
import { runChecks } from "../../../src/operations/doctor/run-checks.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { catalogPage } from "../../../src/registry/client/catalog.ts";
import { openConnection } from "../../../src/registry/client/connection.ts";
import { probeRepository } from "../../../src/registry/probe-repository.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { useDatabase } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeRegistry } from "../../support/data/factories.ts";
import { fakeCatalog } from "../../support/fakes/catalog.ts";

await useDatabase();

const find = async (id: string) => {
  const results = await runChecks([...databaseChecks(), ...hostChecks()]);
  return results.find((result) => result.id === id);
};

test("images under a former host name are named, with the command that moves them", async () => {
  const former = await makeRegistry({ hostname: "former.test.lan:5000" });
  const namespace = await makeNamespace({ registryId: former.id });
  await makeRegistry({ hostname: config.registry.host, name: "current" });
  assert.equal((await find("registry.former-host"))?.ok, true);
  await makeRepository({ namespace });
  const found = await find("registry.former-host");
  assert.equal(found?.ok, false);
  const command = `bin/portus registry rename former.test.lan:5000 ${config.registry.host}`;
  assert.equal(found?.cure.at(-1), command);
});

test("a host name in an ignored event is named until a registry has it", async () => {
  const at = new Date();
  const event = { eventId: "ignored", action: "push", repository: "web/app", occurredAt: at };
  const reason = "Ignoring event coming from unknown registry images.test.lan";
  const settled = { payload: {}, state: "ignored", reason, tryAfter: null, settledAt: at } as const;
  await db.registryEvent.create({ data: { ...event, ...settled } });
  const found = await find("events.hosts");
  assert.equal(found?.ok, false);
  assert.ok(found?.cure.includes("PORTUS_REGISTRY_EXTERNAL_HOST=images.test.lan"));
});

test("a sync does not see the repository of the doctor's probe", async () => {
  await ensureKeys();
  const catalog = await fakeCatalog({ [probeRepository]: {}, "web/app": {} });
  const registry = await makeRegistry({ hostname: "listed.test.lan", url: catalog.url });
  const connection = openConnection(registry);
  const page = await catalogPage(connection, null);
  connection.close();
  assert.deepEqual(page.ok && page.value.names, ["web/app"]);
});
