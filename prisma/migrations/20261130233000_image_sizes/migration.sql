-- The sizes of tagged images are stored by the background count, not computed for each page.
CREATE TABLE "image_sizes" (
    "manifest_id" INTEGER NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "stored" BIGINT NOT NULL,
    "exclusive" BIGINT NOT NULL,
    "unknown" INTEGER NOT NULL,

    CONSTRAINT "image_sizes_pkey" PRIMARY KEY ("manifest_id")
);

-- WHERE repository_id = ? ORDER BY exclusive DESC, stored DESC, manifest_id DESC LIMIT 101
CREATE INDEX "image_sizes_by_exclusive" ON "image_sizes"("repository_id", "exclusive" DESC, "stored" DESC, "manifest_id" DESC);

-- WHERE repository_id = ? ORDER BY stored DESC, manifest_id LIMIT 10
CREATE INDEX "image_sizes_repository_id_stored_manifest_id_idx" ON "image_sizes"("repository_id", "stored" DESC, "manifest_id");

-- The largest images of all are in the repositories of the largest images, which are found in this order.
ALTER TABLE "repository_sizes" ADD COLUMN "largest_image" BIGINT NOT NULL DEFAULT 0;
CREATE INDEX "repository_sizes_largest_image_idx" ON "repository_sizes"("largest_image" DESC);
DROP INDEX "repository_sizes_stored_idx";
DROP INDEX "manifests_heaviest";

-- A tag decides whether its manifest is an image of its own, so the sizes are counted again when tags change.
CREATE FUNCTION "recount_size_of_moved"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "size_recounts" ("repository_id") SELECT DISTINCT changed."repository_id"
  FROM changed JOIN former USING ("id") WHERE changed."manifest_id" <> former."manifest_id";
  RETURN NULL;
END
$$;
CREATE TRIGGER "recount_size_inserted" AFTER INSERT ON "tags" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "recount_size"();
CREATE TRIGGER "recount_size_deleted" AFTER DELETE ON "tags" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "recount_size"();
CREATE TRIGGER "recount_size_moved" AFTER UPDATE ON "tags" REFERENCING OLD TABLE AS former NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "recount_size_of_moved"();

INSERT INTO "size_recounts" ("repository_id") SELECT "id" FROM "repositories";
