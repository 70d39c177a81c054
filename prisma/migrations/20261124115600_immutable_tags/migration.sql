-- CreateEnum
CREATE TYPE "MoveCause" AS ENUM ('overwrite', 'kept', 'put_back', 'point_back');

-- AlterTable
ALTER TABLE "namespaces" ADD COLUMN     "immutable_tags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "repositories" ADD COLUMN     "immutable_tags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "tag_moves" ADD COLUMN     "cause" "MoveCause";

-- CreateTable
CREATE TABLE "foretold_moves" (
    "repository_id" INTEGER NOT NULL,
    "tag" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "by_name" TEXT NOT NULL,
    "cause" "MoveCause" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "foretold_moves_pkey" PRIMARY KEY ("repository_id","tag","digest","by_name")
);

-- CreateTable
CREATE TABLE "put_backs" (
    "repository_id" INTEGER NOT NULL,
    "tag" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "try_after" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT,

    CONSTRAINT "put_backs_pkey" PRIMARY KEY ("repository_id","tag")
);

-- CreateIndex
CREATE INDEX "foretold_moves_created_at_idx" ON "foretold_moves"("created_at");

-- CreateIndex
CREATE INDEX "put_backs_try_after_idx" ON "put_backs"("try_after");

-- AddForeignKey
ALTER TABLE "foretold_moves" ADD CONSTRAINT "foretold_moves_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "put_backs" ADD CONSTRAINT "put_backs_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;
