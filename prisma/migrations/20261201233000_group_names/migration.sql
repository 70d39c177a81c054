-- AlterTable
ALTER TABLE "group_mappings" ADD COLUMN     "by_name" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "teams" ADD COLUMN     "group_name_off_at" TIMESTAMPTZ(3);

-- The teams that have the names of groups.
CREATE INDEX "teams_lower_name" ON "teams" (lower("name")) WHERE NOT "hidden";
