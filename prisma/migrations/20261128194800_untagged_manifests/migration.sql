ALTER TABLE "retention_rules" ADD COLUMN "untagged_days" INTEGER;
