-- With which credential and from where a deletion, restore or repair was requested. Rows from before have neither.
ALTER TABLE "deletion_plans"
  ADD COLUMN "credential" TEXT, ADD COLUMN "address" TEXT,
  ADD COLUMN "restored_credential" TEXT, ADD COLUMN "restored_address" TEXT;
ALTER TABLE "drifts" ADD COLUMN "repair_credential" TEXT, ADD COLUMN "repair_address" TEXT;
