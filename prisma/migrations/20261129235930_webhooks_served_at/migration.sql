ALTER TABLE "webhooks" RENAME COLUMN "told_at" TO "served_at";
