ALTER TABLE "webhooks" RENAME COLUMN "told_at" TO "served_at";

-- Rows that were archived by a deletion are restored under the new name, too.
UPDATE "deleted_rows" SET "row" = "row" - 'told_at' || jsonb_build_object('served_at', "row"->'told_at')
  WHERE "relation" = 'webhooks' AND "row" ? 'told_at';
