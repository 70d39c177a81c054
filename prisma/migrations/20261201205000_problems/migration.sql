-- The problems of an instance are found by these indexes: tokens that end soon, manifests that Portus has given up
-- reading, repositories in which retention left tags.
CREATE INDEX "application_tokens_expires_at_idx" ON "application_tokens" ("expires_at");
CREATE INDEX "manifests_given_up" ON "manifests" ("repository_id", "id")
  WHERE "read_at" IS NULL AND "read_error" IS NOT NULL AND "read_after" IS NULL;
CREATE INDEX "retention_runs_noted" ON "retention_runs" ("at") WHERE "note" IS NOT NULL;
