import { beforeEach } from "node:test";
import { config } from "../../src/platform/config/config.ts";
import {
  db,
  pool,
  type Registry,
  type SyncCause,
  type SyncRun,
} from "../../src/platform/db/client.ts";
import { applyPending } from "../../src/protocol/events/apply.ts";
import { readEnvelope } from "../../src/protocol/events/envelope.ts";
import { storeEvents } from "../../src/protocol/events/receive.ts";
import { performOpen } from "../../src/protocol/sync/run.ts";
import type { Options } from "../../src/protocol/sync/run-state.ts";
import { requestSync } from "../../src/protocol/sync/runs.ts";
import { ensureKeys } from "../../src/registry/signing/keys.ts";
import { ensureGlobalNamespace } from "../../src/tenancy/namespaces/namespaces.ts";
import { useDatabase } from "./database.ts";
import { makeRegistry } from "./factories.ts";
import { type FakeCatalog, manifestDigest } from "./fake-catalog.ts";

let registry: Registry;
let clock = 0;

/** A registry that is new for each test, and nothing known of it. */
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

/** The time by the registry's clock, so many milliseconds after the last sync. */
export const after = (ms: number) => new Date(clock + ms).toISOString();

/** Takes the registry's clock to the last minute: what it tells of from here on is new. */
export function hoursLater(): void {
  clock = Date.now() - 60_000;
}

/** Runs one sync with a registry to its end. */
export async function sync(
  fake: FakeCatalog,
  options: Options = {},
  cause: SyncCause = "admin",
): Promise<SyncRun> {
  clock += 10_000; // no two syncs in one second: by that the registry tells its time
  fake.date = new Date(clock);
  registry = await db.registry.update({ where: { id: registry.id }, data: { url: fake.url } });
  const { id } = await requestSync(registry.id, { cause });
  await performOpen({ ripening: 0, ...options });
  return db.syncRun.findUniqueOrThrow({ where: { id } });
}

/** What the database says that there is. */
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

/** Everything that a sync could lose. */
export async function everything() {
  const [repositories, manifests, tags] = [
    await db.repository.findMany({ orderBy: { id: "asc" }, omit: { updatedAt: true } }),
    await db.manifest.findMany({ orderBy: { id: "asc" } }),
    await db.tag.findMany({ orderBy: { id: "asc" } }),
  ];
  return { repositories, manifests, tags };
}

/** The registry tells of these, and it is applied. */
export async function arrive(...events: object[]): Promise<void> {
  await storeEvents(readEnvelope(JSON.stringify({ events }), new Date()));
  await applyPending();
}

/** What is missing twice is removed, with no time of grace. */
export function removeAtOnce(): void {
  Object.assign(config.sync, { strategy: "update-delete", graceHours: 0 });
}
