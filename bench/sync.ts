import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Registry } from "../src/platform/db/client.ts";
import { answersWhile, freePort, start } from "../test/support/processes.ts";
import { until } from "../test/support/waiting.ts";
import { median } from "./load.ts";
import { storeRepositories } from "./registry-storage.ts";

const size = {
  repositories: Number(process.env.BENCH_REPOSITORIES ?? 1_000),
  tags: Number(process.env.BENCH_TAGS ?? 20),
};
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const goal = 1.25;

/** Seconds of a sync into an empty catalogue, in turns with a bare client that fetches the same manifests. */
export async function sync(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "portus-bench-"));
  process.env.PORTUS_DATA_DIR = join(directory, "data");
  process.env.PORTUS_LOG_LEVEL = "warn";
  const { startEmbedded } = await import("../src/platform/db/embedded.ts");
  const { connect, disconnect } = await import("../src/platform/db/client.ts");
  const postgres = await startEmbedded(join(directory, "postgres"));
  const stops = [postgres.stop];
  try {
    await (await import("../src/platform/db/migrate.ts")).migrate(postgres.url);
    connect(postgres.url);
    stops.push(disconnect);
    storeRepositories(join(directory, "storage"), size);
    const registry = await startRegistry(directory, stops);
    report(await measure(registry));
  } finally {
    for (const stop of stops.reverse()) await stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The output of `registry-config`, but without notifications, which both measurements would cause. */
async function startRegistry(directory: string, stops: (() => Promise<unknown>)[]) {
  const { registryConfig, registrySettings } = await import("../src/registry/config/file.ts");
  const { caCertificate, ensureKeys } = await import("../src/registry/signing/keys.ts");
  const { findProgram } = await import("../src/main/up/program.ts");
  const { db } = await import("../src/platform/db/client.ts");
  const { config } = await import("../src/platform/config/config.ts");
  await ensureKeys();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const certificate = join(directory, "ca.crt");
  writeFileSync(certificate, caCertificate());
  const { command, version } = findProgram(process.env.REGISTRY_BIN ?? null, () => {});
  const settings = {
    version,
    certificate,
    listen: `127.0.0.1:${port}`,
    storage: join(directory, "storage"),
  };
  const text = registryConfig({ ...registrySettings(config), ...settings });
  const file = join(directory, "config.yml");
  writeFileSync(
    file,
    text.slice(0, text.indexOf("notifications:")).replace("level: info", "level: error"),
  );
  const program = start([...command, "serve", file], { OTEL_TRACES_EXPORTER: "none" });
  stops.push(() => program.stop());
  await until(() => answersWhile(program, `${url}/v2/`, 401), "the registry to answer");
  return db.registry.create({ data: { name: "bench", hostname: config.registry.host, url } });
}

async function measure(registry: Registry) {
  const bare: number[] = [];
  const synced: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await timed(() => fetchAll(registry)));
    synced.push(await timed(() => syncAll(registry)));
    console.log(
      `round ${round + 1}: bare ${bare.at(-1)?.toFixed(1)} s, sync ${synced.at(-1)?.toFixed(1)} s`,
    );
  }
  return { bare, synced };
}

async function timed(work: () => Promise<number>): Promise<number> {
  const startedAt = performance.now();
  const count = await work();
  if (count !== size.repositories * size.tags) throw new Error(`${count} manifests were fetched`);
  return (performance.now() - startedAt) / 1000;
}

/** Fetches everything with one token for each repository and the same concurrency, and stores nothing. */
async function fetchAll({ url, hostname }: Registry): Promise<number> {
  const { portusToken } = await import("../src/registry/signing/token.ts");
  const { acceptedManifests } = await import("../src/registry/client/media-types.ts");
  const { maxConcurrent } = await import("../src/registry/client/connection.ts");
  const headersFor = (type: string, name: string, action: string) => ({
    authorization: `Bearer ${portusToken(hostname, [{ type, name, actions: [action] }])}`,
    accept: acceptedManifests,
  });
  const names: string[] = [];
  for (let next: string | null = "/v2/_catalog?n=100"; next; ) {
    const res: Response = await fetch(url + next, {
      headers: headersFor("registry", "catalog", "*"),
    });
    names.push(...((await res.json()) as { repositories: string[] }).repositories);
    next = /<([^>]+)>/.exec(res.headers.get("link") ?? "")?.[1] ?? null;
  }
  let fetched = 0;
  const worker = async () => {
    for (let name = names.pop(); name; name = names.pop()) {
      const headers = headersFor("repository", name, "pull");
      const list = await fetch(`${url}/v2/${name}/tags/list`, { headers });
      for (const tag of ((await list.json()) as { tags: string[] }).tags) {
        const res = await fetch(`${url}/v2/${name}/manifests/${tag}`, { headers });
        await res.arrayBuffer();
        if (res.status === 200) fetched += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: maxConcurrent }, worker));
  return fetched;
}

async function syncAll({ id }: Registry): Promise<number> {
  const { db, pool } = await import("../src/platform/db/client.ts");
  const { requestSync } = await import("../src/protocol/sync/runs.ts");
  const { continueRuns } = await import("../src/protocol/sync/run/run.ts");
  await pool.query("TRUNCATE teams, sync_runs, activities RESTART IDENTITY CASCADE");
  const run = await requestSync(id, { cause: "command" });
  await continueRuns();
  const { added, note } = await db.syncRun.findUniqueOrThrow({ where: { id: run.id } });
  if (note) console.log(note);
  return added;
}

/** The median of the rounds' ratios. The speed of a machine varies between rounds. */
function report({ bare, synced }: { bare: number[]; synced: number[] }): void {
  const ratio = median(synced.map((seconds, round) => seconds / (bare[round] ?? Number.NaN)));
  const mark = ratio <= goal ? "" : `   above the goal of ${goal}`;
  console.log(
    `\n${size.repositories} repositories with ${size.tags} tags each (medians of ${rounds} rounds)`,
  );
  console.log(`bare client ${median(bare).toFixed(1).padStart(8)} s`);
  console.log(
    `sync        ${median(synced).toFixed(1).padStart(8)} s   ${ratio.toFixed(2)} of bare${mark}`,
  );
}
