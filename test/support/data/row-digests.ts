import { pool } from "../../../src/platform/db/client.ts";

const ignored = ["_prisma_migrations", "sessions"];

/** A digest of each table's rows, without what every request writes. Equal digests mean that nothing changed. */
export async function rowDigests(): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1)",
    [ignored],
  );
  const digests = rows.map(
    ({ name }) =>
      `SELECT '${name}' AS name, (SELECT md5(coalesce(string_agg(row, '' ORDER BY row), '')) FROM
       (SELECT (to_jsonb(t) - 'last_used_at')::text AS row FROM public."${name}" t) all_rows) AS digest`,
  );
  const found = await pool.query<{ name: string; digest: string }>(digests.join(" UNION ALL "));
  return Object.fromEntries(found.rows.map(({ name, digest }) => [name, digest]));
}
