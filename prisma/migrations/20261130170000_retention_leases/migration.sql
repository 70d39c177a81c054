ALTER TABLE "retention_runs" ADD COLUMN "running_until" TIMESTAMPTZ(3);
