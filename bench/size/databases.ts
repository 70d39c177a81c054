import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { connect, disconnect } from "../../src/platform/db/client.ts";
import { startEmbedded } from "../../src/platform/db/embedded.ts";
import { migrate } from "../../src/platform/db/migrate.ts";
import { makeApplicationToken, makeTwoTeams } from "../../test/support/data/two-teams.ts";
import { startFakeRegistry } from "../../test/support/fakes/registry.ts";
import { fill } from "./fill.ts";
import { type Role, type Visit, visitsOf } from "./visits.ts";

export interface Filled {
  url: string;
  registryUrl: string;
  visits: Visit[];
  people: Record<Role, { username: string; header: string }>;
}

/** A database of each size in one Postgres. Those that a directory has from an earlier run are used again. */
export async function openDatabases(directory: string, factors: Record<string, number>) {
  mkdirSync(directory, { recursive: true });
  const registry = await startFakeRegistry();
  registry.answers.set("/v2/", (_req, res) => res.writeHead(401, isRegistry).end());
  // Nothing has to survive a crash. What reads a page, such as the size of the cache, is as in an installation.
  const settings = {
    fsync: "off",
    full_page_writes: "off",
    wal_level: "minimal",
    max_wal_senders: "0",
    checkpoint_timeout: "1h",
    max_wal_size: "4GB",
  };
  const postgres = await startEmbedded(join(directory, "postgres"), { settings });
  const filled = new Map<string, Filled>();
  for (const [name, factor] of Object.entries(factors)) {
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    const file = join(directory, `${name}.json`);
    const known = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
    if (!known) await recreate(postgres.url, name);
    await migrate(url.href);
    const rest = known ?? (await create(url.href, factor, registry));
    writeFileSync(file, JSON.stringify(rest));
    filled.set(name, { url: url.href, registryUrl: registry.url, ...rest });
  }
  const close = async () => {
    await postgres.stop();
    registry.close();
  };
  return { filled, close };
}

const isRegistry = { "docker-distribution-api-version": "registry/2.0" };

async function recreate(url: string, name: string): Promise<void> {
  await query(url, `DROP DATABASE IF EXISTS ${name}`);
  await query(url, `CREATE DATABASE ${name}`);
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(sql);
  await client.end();
}

async function create(
  url: string,
  factor: number,
  registry: Awaited<ReturnType<typeof startFakeRegistry>>,
): Promise<Omit<Filled, "url" | "registryUrl">> {
  connect(url);
  const teams = await makeTwoTeams(registry);
  const tokens = [teams.admin, teams.north.owner, teams.stranger].map(async (user) => ({
    username: user.username,
    header: (await makeApplicationToken(user)).header,
  }));
  const [adm, own, any] = await Promise.all(tokens);
  const began = performance.now();
  await fill({
    teams,
    factor,
    report: (step, s) => console.log(`${step.padEnd(24)}${s.toFixed(1).padStart(7)} s`),
  });
  await disconnect();
  console.log(`filled at ${factor} in ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
  if (!adm || !own || !any) throw new Error("A role has no token.");
  return { visits: visitsOf(teams), people: { adm, own, any } };
}
