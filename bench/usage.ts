import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const rounds = Number(process.env.BENCH_ROUNDS ?? 15);
const small = 2;
const large = Number(process.env.BENCH_NAMESPACES ?? 100);

/** The time of the queries of the usage pages in a large catalogue, compared with a small one with equal namespaces. */
export async function usage(): Promise<void> {
  process.env.PORTUS_LOG_LEVEL = "warn";
  const few = await measure(small);
  const many = await measure(large);
  console.log(
    `\n100 repositories in each namespace, 20 images in each, 90 days of pulls (medians)`,
  );
  for (const [name, ms] of few) {
    const there = many.get(name) ?? Number.NaN;
    const times = `${ms.toFixed(1).padStart(8)} ms ${there.toFixed(1).padStart(8)} ms`;
    console.log(`${name.padEnd(44)} ${times}   ${(there / ms).toFixed(2)} times`);
  }
}

async function measure(namespaces: number): Promise<Map<string, number>> {
  const directory = mkdtempSync(join(tmpdir(), "portus-bench-"));
  const { startEmbedded } = await import("../src/platform/db/embedded.ts");
  const { connect, disconnect } = await import("../src/platform/db/client.ts");
  const postgres = await startEmbedded(join(directory, "postgres"));
  try {
    await (await import("../src/platform/db/migrate.ts")).migrate(postgres.url);
    connect(postgres.url);
    await fill(namespaces);
    const times = new Map<string, number>();
    for (const [name, query] of await queries()) times.set(name, await median(query));
    return times;
  } finally {
    await disconnect();
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Creates images. Every fifth was pulled yesterday, the others long ago. */
async function fill(namespaces: number): Promise<void> {
  const { pool } = await import("../src/platform/db/client.ts");
  await pool.query(`
    INSERT INTO registries (name, hostname, url, updated_at) VALUES ('r', 'r:5000', 'http://r:5000', now());
    INSERT INTO teams (name, updated_at) VALUES ('t', now());
    INSERT INTO namespaces (registry_id, name, kind, visibility, team_id, updated_at)
      SELECT 1, 'n' || n, 'team', 'public', 1, now() FROM generate_series(1, ${namespaces}) n;
    INSERT INTO repositories (namespace_id, name, full_name, updated_at)
      SELECT id, 'a' || n, name || '/a' || n, now() FROM namespaces, generate_series(1, 100) n;
    INSERT INTO manifests (repository_id, digest, media_type, size, pushed_at, pulled_at, read_at)
      SELECT id, 'sha256:' || n || '-' || id, '', 500, now() - ((n + id) % 400) * interval '1 day',
        now() - CASE WHEN n % 5 = 0 THEN interval '1 day' ELSE interval '500 days' END, now()
      FROM repositories, generate_series(1, 20) n;
    INSERT INTO manifest_layers (manifest_id, position, digest, media_type, size)
      SELECT id, n, CASE n WHEN 1 THEN 'base-' || repository_id ELSE 'top-' || id END, '', 1000
      FROM manifests, generate_series(1, 2) n;
    INSERT INTO tags (repository_id, manifest_id, name, author_name, pushed_by, pushed_at, updated_at, applied_at)
      SELECT repository_id, id, 't' || id, 'a', 'a', pushed_at, now(), now() FROM manifests;
    INSERT INTO daily_pulls SELECT id, current_date - n, 1 + (id + n) % 90 FROM repositories, generate_series(0, 89) n`);
  await pool.query("VACUUM ANALYZE");
}

async function queries(): Promise<[string, () => Promise<unknown>][]> {
  const { totalPullsByDay } = await import("../src/catalogue/pulls/by-day.ts");
  const { mostPulled } = await import("../src/catalogue/usage/most-pulled.ts");
  const { staleImages } = await import("../src/catalogue/usage/stale.ts");
  const { PageQuery } = await import("../src/platform/db/keyset.ts");
  const admin = { id: 1, username: "a", displayName: null, admin: true, robot: false };
  const own = { namespace: { id: 1 }, days: 90 };
  const all = { namespace: null, days: 90 };
  const first = await staleImages(admin, all, {});
  const second = PageQuery.parse({ older: first.older });
  return [
    ["90 days of a repository", () => totalPullsByDay({ id: 1 }, 90)],
    ["90 days of a namespace", () => totalPullsByDay({ namespaceId: 1 }, 90)],
    ["90 days of all", () => totalPullsByDay({}, 90)],
    ["pulled most in a namespace", () => mostPulled({ namespaceId: 1 }, 90)],
    ["pulled most of all", () => mostPulled({}, 90)],
    ["unused images of a namespace", () => staleImages(admin, own, {})],
    ["unused images of all", () => staleImages(admin, all, {})],
    ["unused images of all, the second page", () => staleImages(admin, all, second)],
  ];
}

async function median(query: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await query();
    times.push(performance.now() - began);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}
