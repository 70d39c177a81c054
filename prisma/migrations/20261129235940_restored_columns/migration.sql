-- Deletions are restored, not undone. Plans are not archived, so that no archived row names these columns.
ALTER TABLE "deletion_plans" RENAME COLUMN "undo_until" TO "restorable_until";
ALTER TABLE "deletion_plans" RENAME COLUMN "undo_by_name" TO "restored_by_name";
ALTER TABLE "deletion_plans" RENAME COLUMN "undo_by_id" TO "restored_by_id";
ALTER TABLE "deletion_plans" RENAME COLUMN "undoing_at" TO "restoring_at";
ALTER TABLE "deletion_plans" RENAME COLUMN "undone_at" TO "restored_at";
ALTER INDEX "deletion_plans_undo_until_idx" RENAME TO "deletion_plans_restorable_until_idx";
