-- AlterTable
ALTER TABLE "drifts" ADD COLUMN     "repair_asked_at" TIMESTAMPTZ(3),
ADD COLUMN     "repair_by_id" INTEGER,
ADD COLUMN     "repair_by_name" TEXT;

-- CreateIndex
CREATE INDEX "drifts_repair_asked_at_idx" ON "drifts"("repair_asked_at");
