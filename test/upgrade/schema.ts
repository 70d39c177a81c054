import pg from "pg";

/** What makes up the schema that Portus relies on, without the order of columns, which depends on that of the migrations. */
const parts = {
  columns: `SELECT table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable || ' ' ||
      coalesce(column_default, '') || ' ' || coalesce(generation_expression, '') AS line
    FROM information_schema.columns WHERE table_schema = 'public'`,
  indexes: "SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public'",
  constraints: `SELECT conrelid::regclass || ' ' || conname || ' ' || convalidated || ' ' || pg_get_constraintdef(oid) AS line
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'`, // NOT NULL is in columns
  triggers: "SELECT pg_get_triggerdef(oid) AS line FROM pg_trigger WHERE NOT tgisinternal",
  functions: `SELECT pg_get_functiondef(p.oid) AS line FROM pg_proc p
    WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`,
  values: `SELECT enumtypid::regtype || ' ' || string_agg(enumlabel, ' ' ORDER BY enumlabel) AS line
    FROM pg_enum JOIN pg_type t ON t.oid = enumtypid WHERE typnamespace = 'public'::regnamespace GROUP BY enumtypid`,
};

/** The lines of each part, sorted. */
export async function schemaOf(url: string): Promise<Record<string, string[]>> {
  const client = new pg.Client(url);
  await client.connect();
  const found: Record<string, string[]> = {};
  for (const [part, query] of Object.entries(parts)) {
    const { rows } = await client.query<{ line: string }>(query);
    found[part] = rows.map(({ line }) => line).sort();
  }
  await client.end();
  return found;
}
