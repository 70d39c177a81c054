-- AlterTable
ALTER TABLE "drifts" ADD COLUMN     "first_run_id" INTEGER;
