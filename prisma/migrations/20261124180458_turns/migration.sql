-- AlterTable
ALTER TABLE "deletion_plans" ADD COLUMN     "turn" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "webhooks" ADD COLUMN     "told_at" TIMESTAMPTZ(3);
