-- The base of an image is the image with the longest list of layers that begins its own: docs/decisions/076-base-images.md
ALTER TABLE "manifests" ADD COLUMN "layer_chain" BYTEA;
CREATE INDEX "manifests_layer_chain" ON "manifests" ("layer_chain", "id") WHERE "kind" = 'image';
-- The images that were read before, whose chains a background loop fills in.
CREATE INDEX "manifests_without_chain" ON "manifests" ("id")
  WHERE "kind" = 'image' AND "layer_chain" IS NULL AND "read_at" IS NOT NULL;

-- The tags that pointed to a digest, and since when they point elsewhere.
CREATE INDEX "tag_moves_repository_id_digest_at_idx" ON "tag_moves" ("repository_id", "digest", "at" DESC);
-- The tags of a repository that moved last.
CREATE INDEX "tag_moves_repository_id_at_id_idx" ON "tag_moves" ("repository_id", "at" DESC, "id" DESC);
