import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { cpuMsOf, postgresCpuMs } from "./cpu.ts";
import { freePort, startServer } from "./load.ts";

const factor = Number(process.env.BENCH_FACTOR ?? 1);
const only = new RegExp(process.env.BENCH_ONLY ?? "");

/** What each job counts from nothing at 10^6 tags, and what it repeats after a kill -9 in the middle. */
export async function counts(): Promise<void> {
  await import("../test/support/env.ts"); // the database is made as those of tests
  const { openDatabases } = await import("./size/databases.ts");
  const known = process.env.BENCH_DIR; // keeps the database for the next run
  const directory = known ?? mkdtempSync(join(tmpdir(), "portus-bench-"));
  const { filled, close } = await openDatabases(directory, { big: factor });
  const stops = [close];
  try {
    const url = filled.get("big")?.url ?? "";
    const port = String(await freePort());
    const registryUrl = `http://127.0.0.1:${port}`;
    const env = { DATABASE_URL: url, PORT: port };
    const logFile = join(directory, "registry.log");
    stops.push(
      await startServer("bench/size/registry.ts", { env, url: `${registryUrl}/v2/`, logFile }),
    );
    const client = new pg.Client(url);
    await client.connect();
    stops.push(() => client.end());
    await client.query("UPDATE registries SET url = $1", [registryUrl]);
    for (const job of jobs.filter(({ name }) => only.test(name)))
      await measure(job, { client, url, directory });
  } finally {
    for (const stop of stops.reverse()) await stop();
    if (!known) rmSync(directory, { recursive: true, force: true });
  }
}

interface Job {
  name: string;
  unit: string;
  reset: string; // SQL: as if nothing had been counted
  total: string; // SQL: how many there are
  done: string; // SQL: how many are counted
}

const night = new Date();
const repositories = "SELECT count(*) FROM repositories";

const jobs: Job[] = [
  {
    name: "sizes",
    unit: "repositories",
    reset: `TRUNCATE repository_blobs, repository_sizes, image_sizes, namespace_sizes, size_recounts;
      INSERT INTO size_recounts (repository_id) SELECT id FROM repositories`,
    total: repositories,
    done: "SELECT count(*) FROM repository_sizes",
  },
  {
    name: "blobs",
    unit: "blobs",
    reset: `UPDATE registry_blobs SET size = NULL, check_after = now(), attempts = 0, repository_id = coalesce(
        (SELECT repository_id FROM manifest_layers JOIN manifests ON manifests.id = manifest_id
         WHERE manifest_layers.digest = registry_blobs.digest LIMIT 1), repository_id);
      VACUUM ANALYZE registry_blobs`,
    total: "SELECT count(*) FROM registry_blobs",
    done: "SELECT count(*) FROM registry_blobs WHERE size IS NOT NULL",
  },
  {
    name: "retention",
    unit: "repositories",
    reset: `DELETE FROM retention_runs; DELETE FROM retention_rules;
      INSERT INTO retention_rules (registry_id, matching, protecting, newest, pushed_days, latest_of_minor, nightly, saved_by, saved_at)
      SELECT id, '^v', 'latest', 10, 36500, TRUE, TRUE, 'bench', now() - interval '2 days' FROM registries`,
    total: repositories,
    done: `SELECT count(*) FROM retention_runs WHERE at >= '${night.toISOString()}'`,
  },
  {
    name: "drift",
    unit: "repositories",
    reset: `DELETE FROM drifts; DELETE FROM sync_runs;
      INSERT INTO sync_runs (registry_id, cause) SELECT id, 'command' FROM registries`,
    total: repositories,
    done: "SELECT repositories AS count FROM sync_runs",
  },
];

interface Database {
  client: pg.Client;
  url: string;
  directory: string;
}

async function measure(job: Job, database: Database): Promise<void> {
  const { client, directory } = database;
  const count = async (sql: string) => Number((await client.query(sql)).rows[0]?.count);
  for (const sql of job.reset.split(";")) await client.query(sql);
  const total = await count(job.total);
  const done = () => count(job.done);
  const [began, postgres] = [performance.now(), postgresCpuMs(directory)];
  const killed = await run(job.name, database, async () => (await done()) >= total / 2);
  const half = await done();
  const finished = await run(job.name, database, async () => false);
  const seconds = (performance.now() - began) / 1000;
  const cpu = [killed.cpuMs + finished.cpuMs, postgresCpuMs(directory) - postgres];
  const [own, server] = cpu.map((ms) => `${(ms / 1000).toFixed(0)} s`);
  const end = await done();
  console.log(
    `${job.name.padEnd(10)} ${total} ${job.unit} in ${seconds.toFixed(0)} s, ${(total / seconds).toFixed(0)}/s; ` +
      `CPU ${own}, of Postgres ${server}; memory at most ${Math.max(killed.peakMb, finished.peakMb)} MB, ${finished.loadedMb} of it when loaded; ` +
      `killed after ${half}, ${end - total} counted twice`,
  );
}

/** Runs a job in a process, and kills it once `isEnough`. */
async function run(name: string, { url }: Database, isEnough: () => Promise<boolean>) {
  const env = { ...process.env, DATABASE_URL: url, BENCH_NIGHT: night.toISOString() };
  const args = ["--import", "tsx", "bench/size/job.ts", name];
  const child = spawn(process.execPath, args, {
    env,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const used = { cpuMs: 0, peakMb: 0, loadedMb: 0 };
  child.once("message", (loadedMb: number) => Object.assign(used, { loadedMb }));
  while (child.exitCode === null && child.signalCode === null) {
    Object.assign(used, usedBy(child.pid ?? 0) ?? used);
    if (await isEnough()) child.kill("SIGKILL");
    await pause(200);
  }
  if (child.exitCode) throw new Error(`${name} ended with ${child.exitCode}`);
  return used;
}

function usedBy(pid: number): { cpuMs: number; peakMb: number } | null {
  try {
    const [, peak] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return peak ? { cpuMs: cpuMsOf(pid), peakMb: Math.round(Number(peak) / 1024) } : null;
  } catch {
    return null; // it ended meanwhile
  }
}
