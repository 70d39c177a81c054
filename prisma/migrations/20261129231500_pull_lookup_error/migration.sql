ALTER TABLE "pull_lookups" ADD COLUMN "error" TEXT;
