import { readFileSync } from "node:fs";
import pg from "pg";
import { emptyDatabaseUrl } from "../support/postgres.ts";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

/** Secrets that were handed out before the dump was made (README.md). */
export const secrets: {
  tokens: Record<string, string>; // by user name
  refreshToken: string; // olga's
  link: string; // sam's, to set a password
  cookie: string; // ada's session
} = JSON.parse(read("011fdfe.json"));

/** A fresh database with the rows of the dump, as if it had been made a moment ago. */
export async function loadDump(): Promise<string> {
  const url = await emptyDatabaseUrl();
  const client = new pg.Client(url);
  await client.connect();
  await client.query(read("011fdfe.sql"));
  await client.query(moveToToday);
  await client.end();
  return url;
}

/** Every table that has rows of its own, and how many. Partitioned tables have theirs in their parts. */
export async function countRows(url: string): Promise<Record<string, number>> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relkind = 'r' AND c.relnamespace IN ('public'::regnamespace, 'pgboss'::regnamespace)`,
  );
  const counts = rows.map(({ name }) => `SELECT '${name}' AS name, count(*)::int FROM ${name}`);
  const found = await client.query<{ name: string; count: number }>(counts.join(" UNION ALL "));
  await client.end();
  return Object.fromEntries(found.rows.map(({ name, count }) => [name, count]));
}

/** Deletions that can be restored, sessions and tokens end some days after the dump. What is sealed or signed keeps its dates. */
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
