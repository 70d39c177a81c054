-- A restored image keeps when it was pushed and pulled. Steps of earlier deletions have nothing recorded.
ALTER TABLE "deletion_steps" ADD COLUMN "recorded" JSONB;
ALTER TABLE "deletion_steps" ADD COLUMN "expected_pushes" TEXT[] DEFAULT ARRAY[]::TEXT[];
CREATE INDEX "deletion_steps_expected_pushes" ON "deletion_steps" ("registry_id", "repository", "digest") WHERE "expected_pushes" <> '{}';
ALTER TABLE "manifests" ADD COLUMN "restored_at" TIMESTAMPTZ(3);
