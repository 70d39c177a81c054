-- AlterTable
ALTER TABLE "deletion_plans" ADD COLUMN     "repository_id" INTEGER;

-- It was kept with the contents before.
UPDATE "deletion_plans" SET "repository_id" = ("contents" ->> 'repositoryId')::int, "contents" = "contents" - 'repositoryId';
