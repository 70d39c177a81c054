-- CreateEnum
CREATE TYPE "DeletionState" AS ENUM ('waiting', 'gone', 'kept', 'back');

-- DropForeignKey
ALTER TABLE "deletion_plans" DROP CONSTRAINT "deletion_plans_namespace_id_fkey";

-- DropIndex
DROP INDEX "deletion_plans_repository_executed_at_idx";

-- AlterTable
ALTER TABLE "deletion_plans" RENAME COLUMN "repository" TO "subject";
ALTER TABLE "deletion_plans"
ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "finished_at" TIMESTAMPTZ(3),
ADD COLUMN     "note" TEXT,
ADD COLUMN     "team_id" INTEGER,
ADD COLUMN     "try_after" TIMESTAMPTZ(3),
ADD COLUMN     "undo_by_id" INTEGER,
ADD COLUMN     "undo_by_name" TEXT,
ADD COLUMN     "undoing_at" TIMESTAMPTZ(3),
ALTER COLUMN "namespace_id" DROP NOT NULL;

UPDATE "deletion_plans" SET "finished_at" = "executed_at",
  "team_id" = (SELECT "team_id" FROM "namespaces" WHERE "namespaces"."id" = "namespace_id");
ALTER TABLE "deletion_plans" ALTER COLUMN "team_id" SET NOT NULL;

-- CreateTable
CREATE TABLE "deletion_steps" (
    "plan_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "registry_id" INTEGER NOT NULL,
    "repository" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "tag" TEXT,
    "tags" TEXT[],
    "after" TEXT[],
    "media_type" TEXT NOT NULL,
    "payload" BYTEA,
    "state" "DeletionState" NOT NULL DEFAULT 'waiting',
    "why" TEXT,
    "elsewhere" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "deletion_steps_pkey" PRIMARY KEY ("plan_id","position")
);

-- What was deleted before can be put back as before.
INSERT INTO "deletion_steps"
  ("plan_id", "position", "registry_id", "repository", "digest", "tags", "after", "media_type", "payload", "state")
SELECT "plan_id", "position", "registry_id", "subject", "digest", "tags", '{}', "media_type", "payload", 'gone'
FROM "deleted_manifests"
JOIN "deletion_plans" ON "deletion_plans"."id" = "plan_id"
JOIN "namespaces" ON "namespaces"."id" = "namespace_id";

-- DropTable
DROP TABLE "deleted_manifests";

-- CreateTable
CREATE TABLE "deleted_rows" (
    "id" SERIAL NOT NULL,
    "plan_id" INTEGER NOT NULL,
    "root" TEXT NOT NULL,
    "root_id" INTEGER NOT NULL,
    "relation" TEXT NOT NULL,
    "row" JSONB NOT NULL,

    CONSTRAINT "deleted_rows_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "deletion_steps_plan_id_state_position_idx" ON "deletion_steps"("plan_id", "state", "position");

-- CreateIndex
CREATE INDEX "deleted_rows_plan_id_root_relation_idx" ON "deleted_rows"("plan_id", "root", "relation");

-- CreateIndex
CREATE INDEX "deletion_plans_created_at_id_idx" ON "deletion_plans"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "deletion_plans_try_after_idx" ON "deletion_plans"("try_after");

-- AddForeignKey
ALTER TABLE "deletion_plans" ADD CONSTRAINT "deletion_plans_namespace_id_fkey" FOREIGN KEY ("namespace_id") REFERENCES "namespaces"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deletion_steps" ADD CONSTRAINT "deletion_steps_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "deletion_plans"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deleted_rows" ADD CONSTRAINT "deleted_rows_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "deletion_plans"("id") ON DELETE CASCADE ON UPDATE CASCADE;
