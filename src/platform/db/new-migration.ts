import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "./embedded.ts";
import { missingMigration } from "./engine.ts";
import { migrate } from "./migrate.ts";
import { migrationsDirectory } from "./migrations.ts";

const [reason] = process.argv.slice(2);
if (reason && /^[a-z][a-z0-9_]*$/.test(reason)) await write(reason);
else {
  console.error("Name the migration for its reason, in small letters: npm run migration -- robots");
  process.exit(64); // EX_USAGE
}

/** Writes the difference between the migrations and schema.prisma as the next migration. */
async function write(reason: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "portus-migration-"));
  chmodSync(directory, 0o711); // Postgres may run as someone else
  const postgres = await startEmbedded(join(directory, "postgres"), { settings: { fsync: "off" } });
  try {
    await migrate(postgres.url);
    const sql = await missingMigration(postgres.url);
    if (!sql) return console.log("The migrations already match schema.prisma.");
    const time = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
    const path = join(migrationsDirectory, `${time}_${reason}`);
    mkdirSync(path);
    writeFileSync(join(path, "migration.sql"), `${sql}\n`);
    console.log(`Read and complete ${join(path, "migration.sql")}`);
  } finally {
    await postgres.stop();
    rmSync(directory, { recursive: true });
  }
}
