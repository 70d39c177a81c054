import pg from "pg";
import { databaseUrl } from "../../src/platform/db/client.ts";
import type { TwoTeams } from "../../test/support/data/two-teams.ts";
import { activities } from "./activities.ts";
import { catalogue } from "./catalogue.ts";
import { countsAt } from "./counts.ts";
import { people, surroundings } from "./people.ts";

type Report = (step: string, seconds: number) => void;

/**
 * Fills the connected database around two teams that it already has: their repository, namespace and team get as much as
 * others. Every run adds the same rows, up to times relative to now.
 */
export async function fill({
  teams,
  factor,
  report = () => {},
}: {
  teams: TwoTeams;
  factor: number;
  report?: Report;
}): Promise<void> {
  const { north, admin } = teams;
  const counts = countsAt(factor);
  const own = {
    registryId: north.namespace.registryId,
    teamId: north.team.id,
    namespaceId: north.namespace.id,
    namespace: north.namespace.name,
    repositoryId: north.repository.id,
    repository: north.repository.fullName,
    webhookId: north.webhook.id,
    ownerId: north.owner.id,
    adminId: admin.id,
  };
  const [client, beside] = [await open(), await open()];
  const timed = async (step: string, work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    report(step, (performance.now() - began) / 1000);
  };
  try {
    const restoreIndexes = await dropIndexes(client);
    await timed("people and teams", () => client.query(people(counts, own)));
    const [repositories, ...contents] = catalogue(counts, own, factor);
    const run = async (...statements: (readonly [string, string])[]) => {
      for (const [step, sql] of statements) await timed(step, () => client.query(sql));
    };
    await run(repositories);
    await Promise.all([
      timed("activities", () => activities(beside, counts.activities)), // needs this process, the rest needs Postgres
      run(...contents, ["what surrounds them", surroundings(counts, own)]),
    ]);
    await timed("indexes", restoreIndexes);
    await client.query(sequences);
    await timed("kept counts", () => client.query("SELECT recount_kept()"));
    await timed("vacuum", () => client.query("VACUUM ANALYZE"));
  } finally {
    await Promise.all([client.end(), beside.end()]);
  }
}

/** A connection for statements whose rows fit together, so that they need no triggers and no checks of foreign keys. */
async function open(): Promise<pg.Client> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query(`SET session_replication_role = replica; SET maintenance_work_mem = '512MB';
    SET work_mem = '256MB'; SET synchronous_commit = off; SET statement_timeout = 0`);
  return client;
}

/** Drops the indexes of the largest tables, which are faster built at the end. Returns the function that does. */
async function dropIndexes(client: pg.Client): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ name: string; definition: string }>(`
    SELECT quote_ident(indexname) AS name, indexdef AS definition FROM pg_indexes
    WHERE schemaname = 'public' AND tablename IN ('manifests', 'tags', 'tag_moves', 'manifest_layers', 'manifest_children',
      'registry_blobs', 'repository_blobs', 'image_sizes', 'daily_pulls', 'pull_counts', 'activities', 'registry_events')
      AND indexname NOT IN (SELECT conname FROM pg_constraint)`);
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  return async () => {
    for (const { definition } of rows) await client.query(definition);
  };
}

/** Lets each sequence continue after the rows that were given ids. */
const sequences = `
  DO $$ DECLARE it record; BEGIN
    FOR it IN SELECT table_name AS name, pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence
      FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'id' AND column_default LIKE 'nextval%'
    LOOP EXECUTE format('SELECT setval(%L, coalesce(max(id), 0) + 1, false) FROM %I', it.sequence, it.name); END LOOP;
  END $$`;
