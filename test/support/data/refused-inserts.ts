import { db } from "../../../src/platform/db/client.ts";

/** Runs `work` while the database refuses every new row of a table. */
export async function withInsertsRefused(table: string, work: () => Promise<void>): Promise<void> {
  await db.$executeRawUnsafe(`
    CREATE OR REPLACE FUNCTION refuse_insert() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'no row for %', TG_TABLE_NAME; END $$`);
  await db.$executeRawUnsafe(
    `CREATE TRIGGER refuse_insert BEFORE INSERT ON ${table} EXECUTE FUNCTION refuse_insert()`,
  );
  try {
    await work();
  } finally {
    await db.$executeRawUnsafe(`DROP TRIGGER refuse_insert ON ${table}`);
  }
}
