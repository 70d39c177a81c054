-- The map of sizes lists the repositories that store most, and the largest images of each.
CREATE INDEX "repository_sizes_stored_idx" ON "repository_sizes" ("stored" DESC);
CREATE INDEX "manifests_heaviest" ON "manifests" ("repository_id", "total_size" DESC) WHERE "total_size" IS NOT NULL;
