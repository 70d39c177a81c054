import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MigrationList, SchemasContainer } from "@prisma/schema-engine-wasm/schema_engine_bg";

export const prismaDirectory = fileURLToPath(new URL("../../../prisma", import.meta.url));
export const migrationsDirectory = join(prismaDirectory, "migrations");
export const noFilters = { externalTables: [], externalEnums: [] };

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/** The migrations of this version, oldest first. */
export function readMigrations(): Migration[] {
  return readdirSync(migrationsDirectory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      name,
      sql: readFileSync(join(migrationsDirectory, name, "migration.sql"), "utf8"),
    }))
    .map(({ name, sql }) => ({
      name,
      sql,
      checksum: createHash("sha256").update(sql).digest("hex"),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The same in the format of Prisma's engine. */
export function migrationList(migrations: readonly Migration[]): MigrationList {
  return {
    baseDir: migrationsDirectory,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
    })),
  };
}

/** schema.prisma in the format of Prisma's engine. */
export function datamodel(): SchemasContainer {
  const path = join(prismaDirectory, "schema.prisma");
  return { files: [{ path, content: readFileSync(path, "utf8") }] };
}
