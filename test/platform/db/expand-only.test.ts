import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readMigrations } from "../../../src/platform/db/migrations.ts";
import { lastUnchecked } from "../../../src/platform/db/newer-migrations.ts";
import { problemsOf } from "../../support/expand-only.ts";

// Replicas of two adjacent versions run side by side during an upgrade: docs/upgrading.md says what a migration may do.

const changelog = readFileSync(new URL("../../../CHANGELOG.md", import.meta.url), "utf8");
const released = [...changelog.matchAll(/^## (\d+\.\d+\.\d+) - /gm)].map(([, it = ""]) => it);

test("migrations only add what the version before can live with, or name the version that stopped using it", () => {
  const newer = readMigrations().filter(({ name }) => name > lastUnchecked);
  const problems = newer.flatMap(({ name, sql }) =>
    problemsOf(sql, released).map((problem) => `${name}: ${problem}`),
  );

  assert.deepEqual(problems, []);
  assert.ok(readMigrations().some(({ name }) => name === lastUnchecked));
  assert.ok(released.includes("0.1.0"));
});

const breaking = [
  'DROP TABLE "stars"',
  "drop table if exists stars cascade",
  'ALTER TABLE "teams" DROP COLUMN "description"',
  'ALTER TABLE "teams" ADD COLUMN "a" TEXT,\n  DROP COLUMN "description"',
  'ALTER TABLE "teams" RENAME TO "groups"',
  'ALTER TABLE "teams" RENAME COLUMN "name" TO "title"',
  "ALTER TYPE \"MoveCause\" RENAME VALUE 'a' TO 'b'",
  'ALTER TABLE "teams" ALTER COLUMN "id" SET DATA TYPE BIGINT',
  "ALTER TABLE public.teams ALTER id TYPE bigint USING id::bigint",
  'ALTER TABLE "teams" ALTER COLUMN "description" SET NOT NULL',
  'ALTER TABLE "teams" ALTER COLUMN "hidden" DROP DEFAULT',
  'ALTER TABLE "teams" ADD COLUMN "color" TEXT NOT NULL',
  'ALTER TABLE "teams" ADD COLUMN "a" TEXT NOT NULL, ADD COLUMN "b" TEXT DEFAULT \'\'',
  'CREATE UNIQUE INDEX "teams_description_key" ON "teams"("description")',
  'ALTER TABLE "teams" ADD COLUMN "slug" TEXT DEFAULT \'x\'; CREATE UNIQUE INDEX "k" ON "teams"("slug")',
  'ALTER TABLE "teams" ADD CONSTRAINT "short" CHECK (length(name) < 9) NOT VALID',
  'ALTER TABLE "stars" ADD CONSTRAINT "f" FOREIGN KEY ("user_id") REFERENCES "users"("id")',
  "DO $$ BEGIN DROP TABLE stars; END $$",
  "-- contracts: soon\nDROP TABLE stars",
  "-- why\n-- contracts: 0.1.0\nDROP TABLE stars",
  "-- contracts: 7.0.0\nDROP TABLE stars",
];

for (const sql of breaking)
  test(`a migration is refused for: ${sql.replaceAll("\n", " ")}`, () => {
    assert.equal(problemsOf(sql, ["0.1.0"]).length, 1);
  });

const harmless = [
  "-- contracts: 0.1.0\nDROP TABLE stars",
  'CREATE TABLE "a" ("id" SERIAL NOT NULL, "b" TEXT NOT NULL); CREATE UNIQUE INDEX "k" ON "a"("b"); ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("b") REFERENCES "users"("id")',
  'ALTER TABLE "teams" ADD COLUMN "color" TEXT',
  'ALTER TABLE "teams" ADD COLUMN "color" TEXT NOT NULL DEFAULT \'red\'',
  'ALTER TABLE "teams" ADD COLUMN "slug" TEXT; CREATE UNIQUE INDEX "k" ON "teams"("slug")',
  'ALTER TABLE "teams" ADD COLUMN "by_id" INTEGER; ALTER TABLE "teams" ADD CONSTRAINT "f" FOREIGN KEY ("by_id") REFERENCES "users"("id")',
  "ALTER TABLE teams ALTER COLUMN description SET DEFAULT '', ALTER COLUMN description SET NOT NULL",
  'CREATE INDEX "teams_name" ON "teams"("name")',
  'DROP INDEX "teams_name"',
  'ALTER INDEX "teams_name" RENAME TO "teams_names"; ALTER TABLE "teams" RENAME CONSTRAINT "a" TO "b"',
  "CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DROP TABLE stars; END $$",
  "-- DROP TABLE stars\nSELECT 1 /* DROP TABLE stars */",
  "COMMENT ON TABLE stars IS 'Never DROP TABLE stars; or RENAME it'",
  "ALTER TYPE \"MoveCause\" ADD VALUE 'moved'",
];

for (const sql of harmless)
  test(`a migration is accepted for: ${sql.replaceAll("\n", " ")}`, () => {
    assert.deepEqual(problemsOf(sql, ["0.1.0"]), []);
  });
