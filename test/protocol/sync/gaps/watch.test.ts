import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { accessChanged, db } from "../../../../src/platform/db/client.ts";
import { noteArrival } from "../../../../src/protocol/events/arrivals.ts";
import { flushGrants, noteGrants } from "../../../../src/protocol/events/expected.ts";
import { eventFlows } from "../../../../src/protocol/sync/gaps/flows.ts";
import { watchEvents } from "../../../../src/protocol/sync/gaps/watch.ts";
import { hearEcho } from "../../../../src/registry/echo.ts";
import { makeRegistry } from "../../../support/data/factories.ts";
import { fakeCatalog } from "../../../support/fakes/catalog.ts";
import { catalogue, sync, useSync } from "../../../support/sync.ts";

await useSync();

const hostname = "registry.test.lan:5000";
let made = 0;
let instance = "";
beforeEach(() => {
  accessChanged(); // the registry of the test before is forgotten
  made += 1;
  instance = `instance-${made}`; // arrivals of one are written down only every few seconds
});

/** A registry with web/app:one, which the catalogue has, too. */
async function synced() {
  const fake = await fakeCatalog({ "web/app": { one: "a" } });
  await sync(fake);
  accessChanged();
  return { fake, registry: await makeRegistry({ hostname }) };
}

/** From now on the registry reports every request that asks for it. */
function report(fake: Awaited<ReturnType<typeof fakeCatalog>>, by = instance): void {
  fake.heard = async (agent) => {
    const [, mark] = /^portus-echo\/(.*)$/.exec(agent) ?? [];
    if (!mark) return;
    await noteArrival({ registryId: null }, { host: hostname, instanceId: by });
    hearEcho(mark);
  };
}

async function grant(repository: string): Promise<void> {
  noteGrants(hostname, [{ type: "repository", name: repository, actions: ["pull", "push"] }], 900);
  await flushGrants();
}

/** A minute later: what was granted is due. */
async function watch(): Promise<void> {
  await db.expectedEvent.updateMany({ data: { checkAfter: new Date() } });
  await db.eventFlow.updateMany({ data: { watchAfter: new Date() } });
  await watchEvents({ probeTimeoutMs: 200, settleDelayMs: 0 });
}

const gapRuns = () => db.syncRun.findMany({ where: { cause: "gap" }, orderBy: { id: "asc" } });
const missing = async () => (await eventFlows())[0]?.missingSince ?? null;

test("a push whose event is missing is imported, and events are missing once two probes in a row are not reported", async () => {
  const { fake } = await synced();
  await grant("web/app");
  fake.repositories["web/app"] = { one: "a", two: "b" };

  await watch();
  const [afterOne, runs] = [await missing(), await gapRuns()];
  await watch();

  assert.deepEqual((await catalogue())["web/app"], { one: "a", two: "b" });
  assert.deepEqual(
    runs.map(({ state, repositories, added, open }) => [state, repositories, added, open]),
    [["finished", 1, 1, null]],
  );
  assert.equal(afterOne, null);
  assert.notEqual(await missing(), null);
  await noteArrival({ registryId: null }, { host: hostname, instanceId: instance });
  assert.equal(await missing(), null);
});

test("a granted push that was not made causes no sync if the registry reports, and is forgotten with its token", async () => {
  const { fake } = await synced();
  report(fake);
  await noteArrival({ registryId: null }, { host: hostname, instanceId: instance });
  await grant("web/app");

  await watch();
  const waiting = await db.expectedEvent.findFirstOrThrow();
  await db.expectedEvent.updateMany({ data: { until: new Date() } });
  await watch();

  assert.ok(waiting.checkAfter.getTime() > Date.now() + 600_000, "again when the token has ended");
  assert.deepEqual(await gapRuns(), []);
  assert.equal(await db.expectedEvent.count(), 0);
  assert.equal(await missing(), null);
});

test("after a restart of the registry everything that was granted is synced, although it reports again", async () => {
  const { fake } = await synced();
  await noteArrival({ registryId: null }, { host: hostname, instanceId: instance });
  await grant("web/app");
  fake.repositories["web/app"] = { one: "a", two: "b" };
  report(fake, `${instance}-restarted`);

  await noteArrival({ registryId: null }, { host: hostname, instanceId: `${instance}-restarted` });
  await watchEvents({ probeTimeoutMs: 200, settleDelayMs: 0 }); // at once, not after a minute

  assert.deepEqual((await catalogue())["web/app"], { one: "a", two: "b" });
  assert.equal((await gapRuns()).length, 1);
  assert.equal(await missing(), null);
});

test("a registry that is down is asked again later, and no event is said to be missing", async () => {
  const { fake } = await synced();
  await grant("web/app");
  fake.overrides.push({ path: /./, answer: (_req, res) => res.destroy() });

  await watch();
  await watch();

  assert.equal(await db.expectedEvent.count(), 1);
  assert.equal(await missing(), null);
});

test("a registry that reports pushes but no pulls is not said to be silent", async () => {
  await synced();
  await noteArrival({ registryId: null }, { host: hostname, instanceId: instance });
  await db.eventFlow.updateMany({ data: { lastAt: new Date(Date.now() - 3_600_000) } });
  await grant("web/app");

  await watch();
  await watch();

  assert.equal(await missing(), null);
});

test("while nothing was granted and events arrive, the registry is not asked", async () => {
  const { fake } = await synced();
  await noteArrival({ registryId: null }, { host: hostname, instanceId: instance });
  fake.requests.length = 0;

  await watch();

  assert.deepEqual(fake.requests, []);
});

test("a registry that has reported nothing for minutes is asked for one manifest", async () => {
  const { fake } = await synced();
  fake.requests.length = 0;

  await watch();

  assert.equal(fake.requests.length, 1);
  assert.match(fake.requests[0] ?? "", /^\/v2\/web\/app\/manifests\/sha256:/);
});

test("a sync of some repositories is not taken for a sync of the registry, and leaves others alone", async () => {
  const { fake, registry } = await synced();
  fake.repositories["web/other"] = { one: "c" };
  await grant("web/app");

  await watch();
  const full = await sync(fake);

  assert.deepEqual(Object.keys(await catalogue()), ["web/app", "web/other"]);
  assert.equal(full.cause, "admin");
  assert.equal(await db.syncRun.count({ where: { registryId: registry.id, open: true } }), 0);
});

test("only what changes something is expected, each repository once", async () => {
  await synced();
  const of = (name: string, ...actions: string[]) => ({ type: "repository", name, actions });
  noteGrants(hostname, [of("web/app", "pull"), of("web/a", "pull", "push"), of("web/b", "*")], 900);
  noteGrants(
    hostname,
    [of("web/a", "push"), { type: "registry", name: "catalog", actions: ["*"] }],
    900,
  );
  noteGrants("unknown.test.lan", [of("web/c", "push")], 900);

  await flushGrants();

  const rows = await db.expectedEvent.findMany({ orderBy: { repository: "asc" } });
  assert.deepEqual(
    rows.map(({ repository }) => repository),
    ["web/a", "web/b"],
  );
  assert.equal((await db.eventFlow.findFirstOrThrow()).grants, 3);
});
