-- Tables, columns and values of the catalogue take the names that the rest of the product uses.
ALTER TABLE "foretold_moves" RENAME TO "expected_moves";
ALTER TABLE "expected_moves" RENAME CONSTRAINT "foretold_moves_pkey" TO "expected_moves_pkey";
ALTER TABLE "expected_moves" RENAME CONSTRAINT "foretold_moves_repository_id_fkey" TO "expected_moves_repository_id_fkey";
ALTER INDEX "foretold_moves_created_at_idx" RENAME TO "expected_moves_created_at_idx";

ALTER TYPE "MoveCause" RENAME VALUE 'point_back' TO 'rollback';

ALTER TABLE "repository_sizes" RENAME COLUMN "own" TO "exclusive";
ALTER TABLE "namespace_sizes" RENAME COLUMN "own" TO "exclusive";

ALTER TABLE "size_dues" RENAME TO "size_recounts";
ALTER TABLE "size_recounts" RENAME CONSTRAINT "size_dues_pkey" TO "size_recounts_pkey";
ALTER SEQUENCE "size_dues_id_seq" RENAME TO "size_recounts_id_seq";

-- The triggers write to the renamed table.
ALTER FUNCTION "size_due"() RENAME TO "recount_size";
CREATE OR REPLACE FUNCTION "recount_size"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "size_recounts" ("repository_id") SELECT DISTINCT "repository_id" FROM changed;
  RETURN NULL;
END
$$;

ALTER FUNCTION "size_due_of_gone"() RENAME TO "recount_size_of_deleted";
CREATE OR REPLACE FUNCTION "recount_size_of_deleted"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "size_recounts" ("repository_id", "namespace_id") SELECT "id", "namespace_id" FROM changed;
  RETURN NULL;
END
$$;

ALTER FUNCTION "size_due_of_read"() RENAME TO "recount_size_of_read";
CREATE OR REPLACE FUNCTION "recount_size_of_read"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "size_recounts" ("repository_id") VALUES (NEW."repository_id");
  RETURN NULL;
END
$$;

ALTER TRIGGER "size_due_read" ON "manifests" RENAME TO "recount_size_read";
ALTER TRIGGER "size_due_inserted" ON "manifests" RENAME TO "recount_size_inserted";
ALTER TRIGGER "size_due_deleted" ON "manifests" RENAME TO "recount_size_deleted";
ALTER TRIGGER "size_due_gone" ON "repositories" RENAME TO "recount_size_deleted";

-- Rows that were archived by a deletion are restored under the new names, too.
UPDATE "deleted_rows" SET "relation" = 'expected_moves' WHERE "relation" = 'foretold_moves';
UPDATE "deleted_rows" SET "row" = jsonb_set("row", '{cause}', '"rollback"')
  WHERE "relation" IN ('tag_moves', 'expected_moves') AND "row"->>'cause' = 'point_back';
UPDATE "deleted_rows" SET "row" = "row" - 'own' || jsonb_build_object('exclusive', "row"->'own')
  WHERE "relation" IN ('repository_sizes', 'namespace_sizes') AND "row" ? 'own';
