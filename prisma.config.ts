import { defineConfig } from "prisma/config";

// `prisma generate` only checks that an engine file exists (it runs WASM); the native one is a
// download that closed networks refuse. Migrations run in-process: see src/platform/db/migrate.ts.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
});
