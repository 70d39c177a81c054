import { readFileSync } from "node:fs";
import pg from "pg";
import { emptyDatabaseUrl } from "../support/postgres.ts";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

/** Secrets issued before the dump was made; see test/upgrade/README.md. */
export const secrets: {
  tokens: Record<string, string>; // by user name
  refreshToken: string; // of olga
  link: string; // of sam, to set a password
  cookie: string; // the session of ada
} = JSON.parse(read("011fdfe.json"));

/** A fresh database with the rows of the dump, with dates as if the dump were new. */
export async function loadDump(): Promise<string> {
  const url = await emptyDatabaseUrl();
  const client = new pg.Client(url);
  await client.connect();
  await client.query(read("011fdfe.sql"));
  await client.query(moveToToday);
  await client.end();
  return url;
}

/** The number of rows of every table. Partitioned tables count through their partitions. */
export async function countRows(url: string): Promise<Record<string, number>> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relkind = 'r' AND c.relnamespace IN ('public'::regnamespace, to_regnamespace('pgboss'))`,
  );
  const counts = rows.map(({ name }) => `SELECT '${name}' AS name, count(*)::int FROM ${name}`);
  const found = await client.query<{ name: string; count: number }>(counts.join(" UNION ALL "));
  await client.end();
  return Object.fromEntries(found.rows.map(({ name, count }) => [name, count]));
}

/** Moves the dates to today, so that restorable deletions, sessions and tokens have not expired. Sealed and signed rows keep theirs. */
const moveToToday = `
DO $$
DECLARE
  age interval := now() - (SELECT max(received_at) FROM public.registry_events);
  dated record;
BEGIN
  SET LOCAL session_replication_role = replica; -- without triggers
  FOR dated IN
    SELECT table_name, string_agg(format('%1$I = %1$I + %2$L::interval', column_name, age), ', ') AS moved
    FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type LIKE 'timestamp%'
      AND table_name NOT IN ('activities', 'activity_head', 'signing_keys', '_prisma_migrations')
    GROUP BY table_name
  LOOP
    EXECUTE format('UPDATE public.%I SET %s', dated.table_name, dated.moved);
  END LOOP;
END $$`;
