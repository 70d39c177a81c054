-- The number of runs that found a row of drift.
ALTER TABLE "drifts" RENAME COLUMN "looks" TO "checks";
