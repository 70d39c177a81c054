import { beforeEach } from "node:test";
import { config } from "../../src/platform/config/config.ts";
import {
  db,
  pool,
  type Registry,
  type SyncCause,
  type SyncRun,
} from "../../src/platform/db/client.ts";
import { applyPending } from "../../src/protocol/events/apply-pending.ts";
import { readEnvelopeOffLoop } from "../../src/protocol/events/envelope.ts";
import { storeEvents } from "../../src/protocol/events/receive.ts";
import { continueRuns } from "../../src/protocol/sync/run/run.ts";
import type { SyncOptions } from "../../src/protocol/sync/run/run-state.ts";
import { requestSync } from "../../src/protocol/sync/runs.ts";
import { ensureKeys } from "../../src/registry/signing/keys.ts";
import { ensureGlobalNamespace } from "../../src/tenancy/namespaces/own-namespaces.ts";
import { makeRegistry } from "./data/factories.ts";
import { useDatabase } from "./database.ts";
import { type FakeCatalog, manifestDigest } from "./fakes/catalog.ts";

let registry: Registry;
let clock = 0;

/** A new registry for each test, with an empty catalogue. */
export async function useSync(): Promise<void> {
  await useDatabase();
  await ensureKeys();
  beforeEach(async () => {
    clock = Date.now() - 3_600_000;
    await pool.query("TRUNCATE registries, teams, activities RESTART IDENTITY CASCADE");
    Object.assign(config.sync, { strategy: "update", graceHours: 24 });
    registry = await makeRegistry();
    await db.$transaction((tx) => ensureGlobalNamespace(tx, registry));
  });
}

/** The registry's time `ms` milliseconds after the last sync. */
export const after = (ms: number) => new Date(clock + ms).toISOString();

/** Sets the registry's clock to a minute ago, so that later events are new. */
export function hoursLater(): void {
  clock = Date.now() - 60_000;
}

/** Runs one sync to its end. */
export async function sync(
  fake: FakeCatalog,
  options: SyncOptions = {},
  cause: SyncCause = "admin",
): Promise<SyncRun> {
  clock += 10_000; // the registry's time is in seconds, and no two syncs may share one
  fake.date = new Date(clock);
  registry = await db.registry.update({ where: { id: registry.id }, data: { url: fake.url } });
  const { id } = await requestSync(registry.id, { cause });
  await continueRuns({ settleDelayMs: 0, ...options });
  return db.syncRun.findUniqueOrThrow({ where: { id } });
}

/** The catalogue, by repository and tag, with the text of each manifest. */
export async function catalogue() {
  const texts = new Map("a b b1 c d e f".split(" ").map((text) => [manifestDigest(text), text]));
  const rows = await db.repository.findMany({
    select: {
      fullName: true,
      tags: { select: { name: true, manifest: true }, orderBy: { name: "asc" } },
    },
    orderBy: { fullName: "asc" },
  });
  return Object.fromEntries(
    rows.map(({ fullName, tags }) => [
      fullName,
      Object.fromEntries(tags.map(({ name, manifest }) => [name, texts.get(manifest.digest)])),
    ]),
  );
}

/** All rows that a sync could lose. */
export async function everything() {
  const [repositories, manifests, tags] = [
    await db.repository.findMany({ orderBy: { id: "asc" }, omit: { updatedAt: true } }),
    await db.manifest.findMany({ orderBy: { id: "asc" } }),
    await db.tag.findMany({ orderBy: { id: "asc" } }),
  ];
  return { repositories, manifests, tags };
}

/** Receives and applies events of the registry. */
export async function arrive(...events: object[]): Promise<void> {
  await storeEvents(await readEnvelopeOffLoop(JSON.stringify({ events }), new Date()));
  await applyPending();
}

/** Makes a sync remove what it finds missing twice, without the grace period. */
export function removeAtOnce(): void {
  Object.assign(config.sync, { strategy: "update-delete", graceHours: 0 });
}
